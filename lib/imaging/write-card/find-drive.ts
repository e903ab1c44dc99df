import { AppError } from '@/lib/core/errors'
import type { ConfirmedDrive } from '@/lib/ports/card-writer'
import { runProgram } from '../tools/run-program'
import { type Drive, parseDrives } from './drive'
import { confirmationOf, type DrivePolicy, whyRefused } from './judge-drive'

const COLUMNS = 'NAME,PATH,TYPE,SIZE,RO,RM,HOTPLUG,TRAN,SUBSYSTEMS,VENDOR,MODEL,SERIAL,FSTYPE,MAJ:MIN,MOUNTPOINTS'

/** All drives of this machine, as they are now. */
export async function listDrives(signal: AbortSignal): Promise<Drive[]> {
  const args = ['--json', '--bytes', '--all', '--output', COLUMNS]
  const { stdout } = await runProgram('lsblk', args, { signal, timeoutMs: 10_000 })
  const drives = parseDrives(stdout.toString('utf8'))
  if (drives !== undefined) return drives
  throw new AppError('image-program-failed', { userMessage: 'lsblk says nothing that BuzzCrate understands.' })
}

/**
 * Looks again, right before anything is written: names of drives change hands when a reader is pulled out and put in.
 * @throws AppError `card-drive-refused` with all reasons
 */
export async function findDrive(
  wanted: ConfirmedDrive,
  imageBytes: number,
  policy: DrivePolicy,
  signal: AbortSignal,
): Promise<Drive> {
  const all = await listDrives(signal)
  const drive = all.find(({ path }) => path === wanted.path)
  if (drive === undefined) throw refused(wanted.path, ['It is not there any more.'])
  const reasons = whyRefused(drive, all, imageBytes, policy)
  if (drive.bytes !== wanted.bytes) reasons.push('It has another size than the one that was confirmed.')
  if (confirmationOf(drive) !== wanted.confirmation.trim())
    reasons.push('It is another drive than the one that was confirmed.')
  if (reasons.length > 0) throw refused(drive.path, reasons)
  return drive
}

const refused = (path: string, reasons: readonly string[]) =>
  new AppError('card-drive-refused', {
    userMessage: `${path} is not written to. ${reasons.join(' ')}`,
    details: { path, reasons },
  })
