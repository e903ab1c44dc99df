import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import { describeKeyPair, generateKeyPair, type KeyPair } from '@/lib/remote/key-pair'
import type { LinodeContext } from '../linode-context'

const LOGIN_KIND = 'cloud-login-key'
const HOSTS_KIND = 'cloud-host-keys'
const KINDS = [LOGIN_KIND, HOSTS_KIND]

/** Ids of the private halves in the vault, and the public ones. */
export const MadeKeys = z.object({
  loginSecretId: z.string(),
  /** One line, as in authorized_keys. */
  loginKey: z.string(),
  /** Of all machines: JSON by machine id, see `openHostKey`. */
  hostsSecretId: z.string(),
  /** `ssh-ed25519 AAAA…` as in known_hosts. */
  hosts: z.array(z.object({ machineId: z.string(), hostKey: z.string() })),
})
export type MadeKeys = z.infer<typeof MadeKeys>

const HostKeys = z.record(z.string(), z.string())

/** Makes the key that the panel logs in with, and one for each machine to prove that it is itself. */
export const makeKeys = defineStep({
  name: 'linode.make-keys',
  title: 'Keys',
  explain: {
    what: 'Makes an SSH key for the panel, and a host key for each machine before that machine is there. The private halves are locked in the vault.',
    why: 'The panel knows from the beginning which host key each machine must show, so its first connection is as safe as all later ones: nobody in between can pretend to be the machine.',
    byHand: ["ssh-keygen -t ed25519 -N '' -f login", "ssh-keygen -t ed25519 -N '' -f ssh_host_ed25519_key"],
    scripts: [],
  },
  input: z.object({ machines: z.array(MachineRef), ownerId: z.string() }),
  output: MadeKeys,
  timeoutMs: 60_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: LinodeContext, { machines, ownerId }) {
    const login = await sealOnce(ctx, LOGIN_KIND, ownerId, () => generateKeyPair('buzzcrate').privateKey)
    const hosts = await sealOnce(ctx, HOSTS_KIND, ownerId, () =>
      JSON.stringify(
        Object.fromEntries(machines.map(({ machineId, name }) => [machineId, generateKeyPair(name).privateKey])),
      ),
    )
    const known = HostKeys.parse(JSON.parse(hosts.plain))
    ctx.log(`A login key and ${machines.length} host keys are in the vault.`, 'info')
    return {
      loginSecretId: login.id,
      loginKey: describeKeyPair(login.plain, 'buzzcrate').publicKey,
      hostsSecretId: hosts.id,
      hosts: machines.map(({ machineId }) => ({ machineId, hostKey: hostKeyOf(known[machineId] ?? '').hostKey })),
    }
  },
  undo: (ctx: LinodeContext) => forgetAll(ctx),
})

/** For the end of a deletion. */
export const forgetKeys = defineStep({
  name: 'linode.forget-keys',
  title: 'Forget keys',
  explain: {
    what: "Deletes the cluster's login key and the host keys of its machines from the vault.",
    why: 'The machines are gone: the keys open nothing any more, and should not lie around.',
    byHand: [],
    scripts: [],
  },
  input: z.object({}),
  output: z.object({}),
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: LinodeContext) {
    await forgetAll(ctx)
    ctx.log('The keys are forgotten.', 'info')
    return {}
  },
  undo: 'keep',
})

/** Both halves of a machine's host key. */
export async function openHostKey(
  ctx: LinodeContext,
  { hostsSecretId }: Pick<MadeKeys, 'hostsSecretId'>,
  machineId: string,
): Promise<KeyPair & { readonly hostKey: string }> {
  const known = HostKeys.parse(JSON.parse(await ctx.ports.vault.open(hostsSecretId)))
  return hostKeyOf(known[machineId] ?? '')
}

function hostKeyOf(privateKey: string): KeyPair & { readonly hostKey: string } {
  const pair = describeKeyPair(privateKey, 'host')
  return { ...pair, hostKey: pair.publicKey.split(' ').slice(0, 2).join(' ') }
}

async function sealOnce(ctx: LinodeContext, kind: string, ownerId: string, make: () => string) {
  const { vault } = ctx.ports
  const [known] = await vault.find(kind, ctx.subjectId)
  if (known !== undefined) return { id: known, plain: await vault.open(known) }
  const plain = make()
  return { id: await vault.seal(plain, { kind, ownerId, clusterId: ctx.subjectId }), plain }
}

async function forgetAll({ ports: { vault }, subjectId }: LinodeContext): Promise<void> {
  for (const kind of KINDS) for (const id of await vault.find(kind, subjectId)) await vault.forget(id)
}
