import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'

/**
 * Starts a script of the bench in a process of its own, with its task.
 * @param script an absolute path
 * @param niceness for what in life computes on a machine of its own: 19 takes only what others leave
 */
export function startProcess<Task extends object>(script: string, task: Task, niceness = 0): ChildProcess {
  const child = fork(script, [JSON.stringify(task)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  if (niceness !== 0 && child.pid !== undefined) setPriority(child.pid, niceness)
  return child
}

/** The next message of this type. Rejects when the process ends before. */
export function nextMessage<Message extends { readonly type: string }, Type extends Message['type']>(
  child: ChildProcess,
  type: Type,
): Promise<Extract<Message, { readonly type: Type }>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Message) => {
      // The type names the variant.
      if (message.type === type) resolve(message as Extract<Message, { readonly type: Type }>)
    })
    child.once('exit', (status) => reject(new Error(`a process of the bench ended with ${status}`)))
  })
}
