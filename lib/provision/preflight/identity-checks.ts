import type { Finding } from '@/lib/shared/finding'
import type { Check, Judged, OtherMachine } from './inspection'
import { advice, blocker, ok, type Verdict } from './verdict'

const NEW_MACHINE_ID =
  'Give one of them a new one: sudo rm /etc/machine-id /var/lib/dbus/machine-id; sudo systemd-machine-id-setup; sudo reboot'

type TwinJudge = (name: string, facts: Identity, others: readonly OtherMachine[]) => Verdict | undefined

type Identity = NonNullable<OtherMachine['facts']>

/** Names of the other machines that were looked at and are the `same` in some way. */
function twins(name: string, others: readonly OtherMachine[], same: (other: Identity) => boolean): string[] {
  return others.flatMap((other) =>
    other.facts !== null && other.name !== name && same(other.facts) ? [other.name] : [],
  )
}

const sameMachine: TwinJudge = (name, facts, others) => {
  const same = twins(name, others, (other) => other.bootId === facts.bootId)
  if (same.length === 0) return undefined
  return blocker(
    `${name} and ${same.join(', ')} are one and the same machine, under two addresses.`,
    'Remove one of them from the list.',
  )
}

const machineId: TwinJudge = (name, facts, others) => {
  if (facts.machineId === '') {
    return blocker(`${name} has no machine-id.`, 'Make one: sudo systemd-machine-id-setup; sudo reboot')
  }
  const same = twins(name, others, (other) => other.machineId === facts.machineId && other.bootId !== facts.bootId)
  if (same.length === 0) return ok('Its machine-id is its own.')
  return blocker(
    `${name} has the same machine-id as ${same.join(', ')}, as copies of one SD card do. Their pod networks would clash.`,
    NEW_MACHINE_ID,
  )
}

const hostname: TwinJudge = (name, facts, others) => {
  const same = twins(name, others, (other) => other.hostname === facts.hostname && other.bootId !== facts.bootId)
  if (same.length === 0) return ok(`It calls itself ${facts.hostname}.`)
  return advice(
    `${name} calls itself ${facts.hostname}, as ${same.join(', ')} does. In the cluster it goes by the name ${name}, so this works, but its own logs and prompts confuse.`,
    `Give it its own name: sudo hostnamectl set-hostname ${name}`,
  )
}

const twinChecks: readonly { readonly id: string; readonly title: string; readonly judge: TwinJudge }[] = [
  { id: 'same-machine', title: 'Same machine', judge: sameMachine },
  { id: 'machine-id', title: 'Machine id', judge: machineId },
  { id: 'hostname', title: 'Host name', judge: hostname },
]

/** What must not be there twice: one machine against the others. */
export function judgeTwins(name: string, facts: Identity, others: readonly OtherMachine[]): Finding[] {
  return twinChecks.flatMap(({ id, title, judge }) => {
    const verdict = judge(name, facts, others)
    return verdict === undefined ? [] : [{ id, title, ...verdict }]
  })
}

function existingK3s({ input, facts }: Judged): Verdict {
  const { k3s } = facts
  if (input.memberOf !== undefined) return ok(`It belongs to the cluster ${input.memberOf}.`)
  if (k3s.package !== '') {
    return blocker(
      `k3s from BuzzCrate is installed already (${k3s.package}): the machine belongs to another cluster, or one was not deleted to the end.`,
      `Delete that cluster in the panel that made it. If it is gone: ${facts.packageFormat === 'pacman' ? `sudo pacman -Rns ${k3s.package}` : `sudo apt-get purge ${k3s.package}`}`,
    )
  }
  if (k3s.binary !== '' || k3s.units.length > 0) {
    const where = k3s.binary || k3s.units.join(', ')
    return blocker(
      `Another k3s is installed already (${where})${k3s.running ? ' and running' : ''}. BuzzCrate does not touch what it did not make.`,
      k3s.uninstaller === ''
        ? 'Remove it with the tool that installed it.'
        : `If you do not need it any more, remove it: sudo ${k3s.uninstaller}`,
    )
  }
  if (k3s.data !== '' || k3s.config !== '') {
    const left = [k3s.data, k3s.config]
      .filter(Boolean)
      .map((path) => path.replace(/\/(server|agent|config\.yaml)$/, ''))
    return blocker(
      `An earlier k3s left data behind (${left.join(', ')}), which a new one would take up.`,
      `If you do not need it any more: sudo rm -rf ${left.join(' ')}`,
    )
  }
  if (facts.otherKubernetes !== '') {
    return blocker(
      `Another Kubernetes is installed already (${facts.otherKubernetes}).`,
      'Remove it with the tool that installed it, or use another machine.',
    )
  }
  return ok('No Kubernetes is installed yet.')
}

export const identityChecks: readonly Check[] = [
  ...twinChecks.map(({ id, title, judge }) => ({
    id,
    title,
    judge: ({ input, facts }: Judged) => judge(input.machine.name, facts, input.others ?? []),
  })),
  { id: 'k3s', title: 'Earlier k3s', judge: existingK3s },
]
