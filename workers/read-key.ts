import { toFailure } from '@/lib/core/errors'
import { openKeyPair } from '@/lib/remote/key-file/open-key-pair'
import { type KeyAnswer, KeyQuestion } from '@/lib/remote/key-file/read-key-pair'

/**
 * Reads one private key for the process that started it, and ends: readKeyPair ends it earlier when it computes for too
 * long. It gets the key over the channel of its parent, and has nothing else that would be worth reading.
 */
function answer(message: unknown): KeyAnswer {
  try {
    const { text, passphrase, comment } = KeyQuestion.parse(message)
    return { pair: openKeyPair(text, passphrase, comment) }
  } catch (error) {
    return { failure: toFailure(error) }
  }
}

process.once('message', (message) => process.send?.(answer(message), () => process.exit()))
process.once('disconnect', () => process.exit())
