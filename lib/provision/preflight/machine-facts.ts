import type { HostFacts } from './host-facts'

/** What is kept with a machine and shown on its page: flat, so that it can be stored and searched as it is. */
export function machineFacts(facts: HostFacts): Readonly<Record<string, string | number | boolean>> {
  return {
    hostname: facts.hostname,
    machineId: facts.machineId,
    bootId: facts.bootId,
    os: facts.os.name || facts.os.id,
    osId: facts.os.id,
    osVersion: facts.os.version,
    architecture: facts.architecture ?? facts.machine,
    packageFormat: facts.packageFormat,
    kernel: facts.kernel,
    model: facts.model,
    isPi: facts.isPi,
    cpus: facts.cpus,
    memoryMiB: facts.memoryMiB,
    dataFreeMiB: facts.dataFreeMiB,
    dataFileSystem: facts.dataFileSystem,
    cgroupVersion: facts.cgroup.version,
    addresses: facts.addresses.join(', '),
  }
}
