import path from 'node:path'
import { ArtifactStore } from '@/lib/artifacts/artifact-store'
import { ContentStore } from '@/lib/artifacts/content-store'
import { systemClock } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/log'
import { DatabaseArtifactIndex } from '@/lib/db/artifact-index'
import { db } from '@/lib/db/client'
import { patient } from '@/lib/db/patient'
import { cardWriter } from '@/lib/features/cards/card-drives'
import { cardRecords } from '@/lib/features/cards/card-records'
import { imageFolder, sourceDesk } from '@/lib/features/cards/image-folder'
import { classRecords } from '@/lib/features/classes/class-records'
import { databaseDirectory, saveOfferedKey } from '@/lib/features/machines/database-directory'
import { databaseRecords } from '@/lib/features/runs/cluster-records'
import { httpProbe } from '@/lib/http-probe/http-probe'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { MachineDirectory } from '@/lib/ports/machine-directory'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { ClusterRecords, ProvisionPorts } from '@/lib/ports/provision-ports'
import type { Vault } from '@/lib/ports/vault'
import { unknownProvider } from '@/lib/providers/find-definition'
import type { ProviderPorts } from '@/lib/providers/provider-ports'
import { providerPorts } from '@/lib/providers/provider-ports.gen'
import { fileServer } from '@/lib/remote/file-server'
import { databaseVault } from '@/lib/vault/database-vault'
import type { RunPorts, RunScope } from './execute-run'

/** What stands behind the ports of every run, whatever its provider. Made once a worker. */
export interface SharedAdapters {
  portsFor(scope: RunScope): RunPorts<ProvisionPorts>
  close(): Promise<void>
}

/** The one place where adapters are chosen for the ports that steps see. */
export function assembleAdapters(): SharedAdapters {
  const folder = path.join(env().BUZZCRATE_DATA, 'artifacts')
  const shelf = { content: new ContentStore(folder), index: new DatabaseArtifactIndex(db()) }
  const artifacts = new ArtifactStore(shelf, folder)
  const clusters = kubernetesClusterApis()
  const images = imageFolder()
  const sources = sourceDesk()
  const files = fileServer(env().BUZZCRATE_FILES_PORT)
  const tools = { files, onKeyChanged: rememberOfferedKey, directory }
  const opened = new Map<string, ReturnType<ProviderPorts['open']>>(
    providerPorts.map(({ id, open }) => [id, open(tools)]),
  )
  return {
    portsFor(scope) {
      const portsOf = opened.get(scope.provider)
      if (portsOf === undefined) throw unknownProvider(scope.provider)
      const vault = patientVault(databaseVault({ onSecret: scope.onSecret }), scope.signal)
      const records = patientRecords(scope.signal)
      const imaging = { builder: images, cards: cardRecords(vault), writer: cardWriter(), sources }
      const classes = classRecords
      const shared = { clusters, artifacts, vault, records, http: httpProbe, clock: systemClock, imaging, classes }
      const ports = portsOf(shared, { ...scope, clusterId: scope.subject.id })
      return { ports, close: () => ports.hosts.close() }
    },
    close: () => files.close(),
  }
}

const directory: MachineDirectory = {
  find: (machine, signal) => patient('look up a machine', signal, databaseDirectory.find)(machine, signal),
}

/** So that the machine's page shows both fingerprints. The run fails with them in any case. */
function rememberOfferedKey({ machineId, name }: MachineRef, offeredKey: string): void {
  saveOfferedKey(machineId, offeredKey).catch((error: unknown) => {
    log.warn('an offered host key was not stored', { machine: name, error: String(error) })
  })
}

/** A restart of Postgres must not fail the step that needs a secret just then. */
function patientVault(vault: Vault, signal: AbortSignal): Vault {
  return {
    seal: patient('seal a secret', signal, vault.seal),
    find: patient('find a secret', signal, vault.find),
    open: patient('open a secret', signal, vault.open),
    forget: patient('forget a secret', signal, vault.forget),
  }
}

function patientRecords(signal: AbortSignal): ClusterRecords {
  const records = databaseRecords
  return {
    saveAccess: patient('save access', signal, records.saveAccess),
    clearAccess: patient('clear access', signal, records.clearAccess),
    saveApp: patient('save an app', signal, records.saveApp),
    saveAppReceipt: patient('save the receipt of an app', signal, records.saveAppReceipt),
    removeApp: patient('remove an app', signal, records.removeApp),
    releaseMachine: patient('release a machine', signal, records.releaseMachine),
    forgetMachine: patient('forget a machine', signal, records.forgetMachine),
    saveMachineFacts: patient('save facts', signal, records.saveMachineFacts),
    saveReceipt: patient('save the receipt', signal, records.saveReceipt),
  }
}
