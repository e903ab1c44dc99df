import { db } from '@/lib/db/client'
import { hostFailure } from '@/lib/ports/host-failures'
import type { MachineDirectory } from '@/lib/ports/machine-directory'

/** How machines are reached, as their pages in the panel say now. */
export const databaseDirectory: MachineDirectory = {
  async find({ machineId, name }) {
    const row = await db().machine.findUnique({ where: { id: machineId }, include: { sshKey: true } })
    if (row === null) {
      throw hostFailure('host-not-in-panel', {
        userMessage: `${name} was removed from the panel, so nobody knows how to reach it.`,
        details: { machine: name, machineId },
      })
    }
    const { address, privateAddress, port, loginUser: user } = row
    return {
      address: address ?? undefined,
      privateAddress: privateAddress ?? undefined,
      port,
      user,
      keySecretId: row.keySecretId ?? row.sshKey?.secretId,
      sudoSecretId: row.sudoSecretId ?? undefined,
      hostKey: row.hostKey ?? undefined,
    }
  },
}

/** Remembers the key that a machine showed in place of the accepted one, until a person decides. */
export async function saveOfferedKey(machineId: string, offeredKey: string): Promise<void> {
  await db().machine.updateMany({ where: { id: machineId }, data: { offeredKey } })
}
