import { type ChildProcess, fork } from 'node:child_process'

/** Starts a script of the bench in a process of its own, with its task. @param script an absolute path */
export function startProcess<Task extends object>(script: string, task: Task): ChildProcess {
  return fork(script, [JSON.stringify(task)], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 2, 2, 'ipc'] })
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
