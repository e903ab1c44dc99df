import { spawn } from 'node:child_process'
import path from 'node:path'

export interface DemoWorker {
  readonly pid: number
  /** Ends it and resolves with its exit status, or the signal's name. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string>
}

/** Starts a worker process on this process's database and queue; resolves when it takes runs. */
export function startDemoWorker(environment: Record<string, string> = {}): Promise<DemoWorker> {
  const script = path.join(import.meta.dirname, 'demo-worker.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, LOG_FORMAT: 'json', NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (status, signal) => resolve(signal ?? status ?? -1))
  })
  return new Promise((resolve, reject) => {
    void ended.then((how) => reject(new Error(`the demo worker ended: ${how}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!chunk.includes('this worker takes runs') || child.pid === undefined) return
      resolve({
        pid: child.pid,
        end: (signal) => {
          child.kill(signal)
          return ended
        },
      })
    })
  })
}
