import { AppError } from '@/lib/core/errors'
import { ownDoors } from '@/lib/ports/app-doors'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import type { ProviderPorts } from '../provider-ports'
import { connectAccount } from './connect-account'
import { databasePort } from './database-port'
import { readController } from './read-controller'
import { databaseAccountPort } from './sweep/account-port'

/** Machines that are made are reached by SSH, with the keys that were made for them. */
export const ports: ProviderPorts = {
  id: 'linode',
  open:
    (tools) =>
    (shared, { runId, room, signal }) => {
      const { vault, clock, records } = shared
      return {
        ...shared,
        doors: ownDoors,
        hosts: sshHosts({ ...tools, vault, clock, runId, ...(room === undefined ? {} : { room }) }),
        own: {
          ...databasePort({
            connect: (accountId) => {
              if (accountId === null) throw noAccount()
              return connectAccount(accountId, vault)
            },
            controller: readController,
            signal,
          }),
          ...databaseAccountPort(vault),
        },
        // Made for this cluster, they go with it.
        records: { ...records, releaseMachine: (id, machineId) => records.forgetMachine(id, machineId) },
      }
    },
}

const noAccount = () =>
  new AppError('cloud-account-gone', { userMessage: 'No Linode account is known for this cluster.' })
