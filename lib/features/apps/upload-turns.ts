import { AppError } from '@/lib/core/errors'
import { fairQueue } from '@/lib/core/fair-queue'
import { assertDiskRoom } from '@/lib/features/storage/disk-state'

/** Uploads at a time: each writes and hashes as fast as it comes. What waits is not read, so it takes no memory. */
const turns = fairQueue('uploads', {
  places: 4,
  aPerson: 2,
  mostWaiting: 16,
  refusal: () =>
    new AppError('too-many-requests', {
      userMessage: 'Many of your uploads wait already. Let some of them end first.',
      retryable: true,
    }),
})

/** An upload of which nothing comes for so long gives its place to others. */
const LONGEST_SILENCE_MS = 60_000

/**
 * Receives an upload when this person's turn comes.
 * @param receive gets the bytes; they end with `upload-stalled` when nothing comes for a minute
 * @throws AppError `too-many-requests`, `disk-full`
 */
export function uploadInTurn<Result>(
  userId: string,
  bytes: AsyncIterable<Uint8Array>,
  receive: (arriving: AsyncIterable<Uint8Array>) => Promise<Result>,
  assertRoom = () => assertDiskRoom('Nothing is uploaded'),
): Promise<Result> {
  return turns.run(userId, async () => {
    await assertRoom()
    return receive(withoutSilence(bytes, LONGEST_SILENCE_MS))
  })
}

/** The same bytes. @throws AppError `upload-stalled` when none came for `longestMs` */
export async function* withoutSilence(
  bytes: AsyncIterable<Uint8Array>,
  longestMs: number,
): AsyncGenerator<Uint8Array, void> {
  const source = bytes[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await within(source.next(), longestMs)
    if (done === true) return
    yield value
  }
}

function within<Result>(work: Promise<Result>, longestMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(stalled(longestMs)), longestMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

const stalled = (longestMs: number): AppError =>
  new AppError('upload-stalled', {
    userMessage: `Nothing of this upload has arrived for ${Math.round(longestMs / 1_000)} s, so it was given up. Try again on a better connection.`,
    retryable: true,
  })
