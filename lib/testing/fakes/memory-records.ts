import type { PlannedApp } from '@/lib/ports/planned-app'
import type { ClusterRecords, OpenDoors, Receipt } from '@/lib/ports/provision-ports'

/** What steps write back about clusters, kept in memory. */
export class MemoryRecords implements ClusterRecords {
  readonly access = new Map<string, { readonly kubeconfigSecretId: string; readonly apiUrl: string }>()
  readonly appUrls = new Map<string, readonly string[]>()
  readonly apps = new Map<string, PlannedApp>()
  readonly appReceipts = new Map<string, Receipt>()
  readonly receipts = new Map<string, Receipt>()
  readonly facts = new Map<string, Readonly<Record<string, string | number | boolean>>>()
  /** Which cluster has a machine. */
  readonly holders = new Map<string, string>()

  async saveAccess(clusterId: string, access: { kubeconfigSecretId: string; apiUrl: string }): Promise<void> {
    this.access.set(clusterId, access)
  }
  async clearAccess(clusterId: string): Promise<void> {
    this.access.delete(clusterId)
  }
  async saveApp(clusterId: string, app: PlannedApp, { urls }: OpenDoors): Promise<void> {
    this.appUrls.set(`${clusterId}/${app.id}`, urls)
    this.apps.set(`${clusterId}/${app.id}`, app)
  }
  async removeApp(clusterId: string, app: string): Promise<void> {
    this.appUrls.delete(`${clusterId}/${app}`)
    this.apps.delete(`${clusterId}/${app}`)
  }
  async releaseMachine(clusterId: string, machineId: string): Promise<void> {
    if (this.holders.get(machineId) === clusterId) this.holders.delete(machineId)
  }
  async forgetMachine(clusterId: string, machineId: string): Promise<void> {
    await this.releaseMachine(clusterId, machineId)
  }
  async saveMachineFacts(machineId: string, facts: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    this.facts.set(machineId, facts)
  }
  async saveAppReceipt(clusterId: string, { id }: Pick<PlannedApp, 'id'>, receipt: Receipt): Promise<void> {
    this.appReceipts.set(`${clusterId}/${id}`, receipt)
  }
  async saveReceipt(clusterId: string, receipt: Receipt): Promise<void> {
    this.receipts.set(clusterId, receipt)
  }
}
