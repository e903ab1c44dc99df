import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'

/**
 * Does something while no other process does it. The lock is the kernel's, on `file`: it goes when this process goes,
 * however that ends.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true })
  const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new AppError('lab-build-failed', { userMessage: `The lock ${file} could not be taken.`, cause }))
    holder.once('error', fail)
    holder.once('close', fail)
    holder.stdout.once('data', () => {
      holder.off('close', fail)
      resolve()
    })
  })
  try {
    return await work()
  } finally {
    holder.stdin.end()
    await gone
  }
}
