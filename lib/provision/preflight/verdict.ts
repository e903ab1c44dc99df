import type { Finding } from '@/lib/shared/finding'

/** A finding without the check's own name on it. */
export type Verdict = Omit<Finding, 'id' | 'title'>

export const ok = (sentence: string): Verdict => ({ level: 'ok', sentence })
export const advice = (sentence: string, wayOut: string): Verdict => ({ level: 'advice', sentence, wayOut })
export const blocker = (sentence: string, wayOut: string): Verdict => ({ level: 'blocker', sentence, wayOut })
