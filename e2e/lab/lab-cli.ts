import { parseArgs } from 'node:util'
import { createLab, type Lab, openLab } from './hosts/lab'
import { labNames, readLabState } from './hosts/lab-state'
import { removeLab } from './hosts/remove-lab'
import { LabError } from './hosts/run-command'
import { releaseForgottenSubnets } from './hosts/subnets'

const usage = `Real hosts to play with, on this machine.

  npm run lab -- up [--hosts 5] [--arch-hosts 0] [--name lab] [--json]   make hosts and print how to reach them
  npm run lab -- status [--name lab] [--json]                            what is up
  npm run lab -- reset [--name lab]                                      install every host anew
  npm run lab -- down [--name lab | --all]                               remove them, with everything they made`

const describe = (lab: Lab) => ({
  name: lab.name,
  user: lab.user,
  key: lab.keyPath,
  knownHosts: lab.knownHostsPath,
  sshConfig: lab.sshConfigPath,
  gateway: lab.gateway,
  hosts: lab.hosts.map(({ name, address, state }) => ({ name, address, distro: state.distro })),
})

function print(lab: Lab): void {
  const { name, user, key, hosts } = describe(lab)
  console.log(`Lab ${name}: ${hosts.length} hosts`)
  for (const host of hosts) console.log(`  ${host.address.padEnd(15)} ${host.name.padEnd(12)} ${host.distro}`)
  console.log(`User ${user}, private key ${key}`)
  const first = lab.hosts[0]
  if (first !== undefined) console.log(`Try:  ssh -F ${lab.sshConfigPath} ${first.name}`)
}

/** A whole number of hosts. @throws LabError naming the option */
function count(option: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 200)
    throw new LabError(`--${option} is a number from 0 to 200, not "${text}"`)
  return value
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      hosts: { type: 'string', default: '5' },
      'arch-hosts': { type: 'string', default: '0' },
      name: { type: 'string', default: 'lab' },
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
  })
  const show = (lab: Lab) => (values.json ? console.log(JSON.stringify(describe(lab))) : print(lab))
  const commands: Record<string, () => Promise<void>> = {
    async up() {
      const total = count('hosts', values.hosts)
      const arch = count('arch-hosts', values['arch-hosts'])
      if (arch > total) throw new LabError('--arch-hosts are some of --hosts: there cannot be more of them')
      const hosts = Array.from(
        { length: total },
        (_, index) => ({ distro: index < total - arch ? 'debian' : 'arch' }) as const,
      )
      show(await createLab({ name: values.name, hosts, keep: true, say: (line) => console.error(line) }))
    },
    async status() {
      const names = await labNames()
      if (names.length === 0) console.log('no lab is up')
      for (const name of names) {
        if ((await readLabState(name)) === null)
          console.log(`Lab ${name}: half removed; npm run lab -- down --name ${name}`)
        else show(await openLab(name))
      }
    },
    async reset() {
      await (await openLab(values.name)).reset()
    },
    async down() {
      const names = values.all ? await labNames() : [values.name]
      if (!values.all && !(await labNames()).includes(values.name)) throw new LabError(`there is no lab ${values.name}`)
      for (const name of names) {
        await removeLab(name)
        console.log(`Lab ${name}: removed`)
      }
      if (values.all) await releaseForgottenSubnets(await labNames())
    },
  }
  const command = commands[positionals[0] ?? '']
  if (command === undefined) throw new LabError(usage)
  await command()
}

main().catch((error: unknown) => {
  console.error(error instanceof LabError || (error instanceof Error && 'code' in error) ? error.message : error)
  process.exitCode = 1
})
