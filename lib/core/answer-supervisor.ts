/** What the supervisor asks a part over the channel between them; the answer is the same word. */
export const PING = 'are-you-there'

/** Answers the supervisor for as long as this process's event loop turns: one that hangs is ended and started again. */
export function answerSupervisor(): void {
  process.on('message', (message) => {
    // Without a channel there is nobody to answer.
    if (message === PING) process.send?.(PING, undefined, {}, () => undefined)
  })
}
