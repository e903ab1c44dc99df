/**
 * Calls back once the supervisor that started this process is gone, however that happened: its channel closes. Also when
 * it was gone before this was asked for. Does nothing in a process that has none.
 */
export function onSupervisorGone(leave: () => void): void {
  // Undefined in a process that was started without a channel.
  if (process.connected === false) leave()
  else process.once('disconnect', leave)
}
