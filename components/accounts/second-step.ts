import dynamic from 'next/dynamic'

/** The second screen of signing in, loaded once it is asked for. */
export const SecondStep = dynamic(() => import('./second-step-form'), { ssr: false })
