import { makePracticeAuthority, makePracticeCertificate } from '@/lib/providers/practice/host/practice-certificate'

const now = Date.now()

/** A real certificate authority with a certificate of its own and the key of that, all PEM: made once a process. */
export const kubeCredentials = await makePracticeCertificate(await makePracticeAuthority(now), ['127.0.0.1'], now)

export const base64 = (text: string): string => Buffer.from(text).toString('base64')
