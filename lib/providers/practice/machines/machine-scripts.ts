import { hostResults } from './host-results'
import type { PracticeMachine } from './practice-machine'
import { type Env, fails, type ScriptEnding, type ScriptSurroundings } from './script-surroundings'
import { NOTE_FILE, startUnit } from './start-unit'
import { TAKES } from './timings'

type MachineScript = (machine: PracticeMachine, env: Env, around: ScriptSurroundings) => Promise<ScriptEnding>

const DONE: ScriptEnding = { results: {} }

/** Each script of lib/remote/scripts that steps run, as what it does to a machine, and what it says meanwhile. */
export const machineScripts: Readonly<Record<string, MachineScript>> = {
  'check-host': async (machine, _env, around) => {
    // The clock is read first, as the real one does: how long the rest takes must not look like a wrong clock.
    const now = around.now()
    await around.wait(TAKES.checkHost)
    return { results: hostResults(machine, now) }
  },
  'load-modules': async (machine, env, around) => {
    await around.wait(TAKES.loadModules)
    for (const name of (env['MODULES'] ?? '').split(' ')) machine.modules.add(name)
    return DONE
  },
  'enable-cgroups': async (machine) => {
    if (!machine.memoryController) machine.addedArguments = 'cgroup_memory=1 cgroup_enable=memory'
    const memory = machine.memoryController ? 'yes' : 'no'
    return { results: { memory, bootId: machine.bootId, added: machine.addedArguments } }
  },
  'restore-boot-arguments': async (machine) => {
    machine.addedArguments = ''
    return DONE
  },
  reboot: async (machine, env, around) => {
    if (env['BOOT_ID'] !== machine.bootId) return { results: { restarting: 'no' } }
    machine.reboot(around.now())
    return { results: { restarting: 'yes' } }
  },
  // Of the network for documentation (RFC 5737): practice has no panel that could be somewhere else.
  'panel-address': async () => ({ results: { address: '203.0.113.1' } }),
  'k3s-install': installPackage,
  'k3s-start': startUnit,
  'k3s-stop': async (machine, _env, around) => {
    await around.wait(TAKES.stop)
    machine.stopK3s()
    return DONE
  },
  'k3s-uninstall': async (machine, _env, around) => {
    if (machine.packageSha256 !== undefined) {
      around.say('Removing buzzcrate-k3s …')
      around.say('Purging configuration files for buzzcrate-k3s …')
    }
    await around.wait(TAKES.uninstall)
    machine.purgeK3s()
    return DONE
  },
  'k3s-remove-folder': async (machine, env) => {
    machine.removeFolder(env['FOLDER'] ?? '')
    return DONE
  },
  'k3s-verify-gone': async (machine, _env, around) => {
    await around.wait(TAKES.verifyGone)
    const hasPackage = machine.packageSha256 !== undefined
    return {
      results: {
        processes: [...machine.running.keys(), ...around.remains(machine)].join('\t'),
        units: hasPackage ? 'k3s.service\tk3s-agent.service' : '',
        files: [...machine.files.keys()].filter((path) => /rancher|buzzcrate/.test(path)).join('\t'),
        packages: hasPackage ? 'buzzcrate-k3s' : '',
      },
    }
  },
  'import-image': async (machine, env, around) => {
    if (machine.running.size === 0) return { results: { state: 'at-start' } }
    await around.wait(TAKES.importImage)
    machine.images.add(env['IMAGE'] ?? '')
    around.say(`unpacking ${env['IMAGE'] ?? ''} … done`)
    return { results: { state: 'imported' } }
  },
  'remove-image': async (machine, env) => {
    machine.files.delete(env['ARCHIVE'] ?? '')
    machine.images.delete(env['IMAGE'] ?? '')
    return DONE
  },
}

async function installPackage(machine: PracticeMachine, env: Env, around: ScriptSurroundings): Promise<ScriptEnding> {
  const file = machine.files.get(env['PACKAGE'] ?? '')
  if (machine.packageSha256 !== env['SHA256']) {
    if (file === undefined || file.content !== env['SHA256']) {
      machine.files.delete(env['PACKAGE'] ?? '')
      return fails(65)
    }
    if (machine.trouble === 'disk-full') return fails(28, { neededMiB: '204', freeMiB: '11' })
    around.say('Selecting previously unselected package buzzcrate-k3s.')
    await around.wait(TAKES.install / 3)
    if (machine.trouble === 'fails-at-install') {
      around.say('dpkg: error: dpkg frontend state is inconsistent: an earlier run was interrupted')
      around.say('dpkg was interrupted, you must manually run ‘sudo dpkg --configure -a’ to correct the problem.')
      return fails(4)
    }
    if (versionIn(file.content) === '') return fails(4)
    around.say(`Unpacking buzzcrate-k3s (${versionIn(file.content)}) …`)
    await around.wait(TAKES.install / 3)
    around.say(`Setting up buzzcrate-k3s (${versionIn(file.content)}) …`)
    await around.wait(TAKES.install / 3)
    machine.packageSha256 = file.content
    machine.k3sVersion = versionIn(file.content)
    machine.files.set(NOTE_FILE, { mode: 0o644, content: `${file.content}\n` })
  }
  machine.files.delete(env['PACKAGE'] ?? '')
  return { results: { state: file === undefined ? 'present' : 'installed' } }
}

const versionIn = (content: string): string => /v[\d.]+\+k3s\d+/.exec(content)?.[0] ?? ''
