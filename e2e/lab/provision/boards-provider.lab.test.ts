import { describe } from 'vitest'
import { describeProvider } from '@/lib/testing/describe-provider'
import { createLab } from '../hosts/lab'
import { canRun } from '../hosts/lab-support'
import { LabRemote } from '../remote/lab-remote'

const support = await canRun()

describe.skipIf(!support.ok)('machines that exist', () => {
  describeProvider('boards', async () => {
    const lab = await createLab({ name: `provider-${process.pid}`, hosts: [{ name: 'pi-01', rootLogin: true }] })
    const remote = new LabRemote(lab)
    const machine = await remote.machine('pi-01', { user: 'root' })
    // Nobody listens there: the port of no service.
    const absent = await remote.machine('pi-01', { user: 'root', port: 9 })
    return {
      hosts: remote.hosts(),
      machine,
      absent,
      async close() {
        await remote.remove()
        await lab.down()
      },
    }
  })
})
