import { AppError } from '@/lib/core/errors'

/** For a root file system or an image that is not taken. `why` goes on from "The file ". */
export const refusedSource = (why: string): AppError =>
  new AppError('image-source-refused', {
    userMessage: `The file ${why}. Nothing of it was used: get it again, from the place that its makers name.`,
    details: { why },
  })
