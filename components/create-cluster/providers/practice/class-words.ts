import { catalogue } from '@/lib/shared/catalogue'

export const practiceClassWords = catalogue({
  en: {
    title: 'A practice cluster',
    what: 'Simulated machines inside this panel, real Kubernetes to kubectl. Nothing costs or breaks anything.',
    machines: 'Machines each',
    speed: 'Speed',
    speedHint: 'How much faster than real machines.',
    times: (speed: number) => (speed === 1 ? 'as real' : `${speed} × faster`),
  },
})
