import { AppError } from '@/lib/core/errors'

const refused = (problem: string) =>
  new AppError('bad-input', { userMessage: problem, details: { fields: [{ field: 'code', problem }] } })

/** Says the panel's time too: a code is right for a minute, so a clock that is off makes every code wrong. @param now ms */
export const wrongCode = (now: number): AppError =>
  refused(
    `This code is not right. Type the newest one. If that does not help, a clock is off: this panel’s says ${new Date(now).toISOString().slice(11, 19)} UTC; set your phone’s time to automatic.`,
  )

export const codeUsedAlready = (): AppError =>
  refused('This code was used already: each works once. Wait for the next one, half a minute at most.')

export const wrongRecoveryCode = (): AppError =>
  refused('This is none of your recovery codes, or it was used already: each works once.')
