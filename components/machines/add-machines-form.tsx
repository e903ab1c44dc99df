'use client'

import { type FormEvent, useState } from 'react'
import { AddKeyDialog } from '@/components/keys/add-key-dialog'
import { InstallKey } from '@/components/keys/install-key'
import { useSshKeys } from '@/components/keys/use-ssh-keys'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { SelectField, TextAreaField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { failureOf } from '@/lib/shared/call-api'
import type { ListedMachine } from '@/lib/shared/machine-data'
import { parseMachineLines } from '@/lib/shared/machine-lines'
import { machines } from '@/messages/machines'
import { useAddMachine, useCheckMachine } from './use-machines'

const NEW_KEY = 'new'

/**
 * Names machines by address, as many as there are lines. What cannot be added stays in the field with its reason.
 * `onAdded` hears of each machine before it is first looked at.
 */
export function AddMachinesForm({ onAdded }: { readonly onAdded?: (machine: ListedMachine) => void }) {
  const t = useText(machines)
  const keys = useSshKeys()
  const add = useAddMachine()
  const check = useCheckMachine()
  const [lines, setLines] = useState('')
  const [loginUser, setLoginUser] = useState('pi')
  const [keyId, setKeyId] = useState<string>()
  const [sudoPassword, setSudoPassword] = useState('')
  const [keyDialog, setKeyDialog] = useState(false)
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<readonly string[]>([])

  const parsed = parseMachineLines(lines)
  const sshKey = keys.data?.find((key) => key.id === keyId) ?? keys.data?.[0]
  const problems = parsed.problems.map(({ line, text, problem }) => t.problems[problem](line, text))
  const missing = parsed.machines.length === 0 ? t.needAddress : sshKey === undefined ? t.needKey : undefined

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (busy || missing !== undefined || problems.length > 0 || sshKey === undefined) return
    setBusy(true)
    // All at once: each is an address of its own, and one that is refused holds no other up.
    const results = await Promise.all(
      parsed.machines.map(async (line) => {
        try {
          const machine = await add.mutateAsync({
            address: line.address,
            ...(line.port === undefined ? {} : { port: line.port }),
            loginUser: line.loginUser ?? loginUser,
            sshKeyId: sshKey.id,
            ...(sudoPassword === '' ? {} : { sudoPassword }),
          })
          onAdded?.(machine)
          check.mutate(machine.id)
          return undefined
        } catch (error) {
          return { line, why: failureOf(error).userMessage }
        }
      }),
    )
    const failed = results.filter((result) => result !== undefined)
    setRefused(failed.map(({ line, why }) => t.notAdded(line.address, why)))
    setLines(failed.map(({ line }) => asText(line)).join('\n'))
    setTried(false)
    setBusy(false)
  }

  return (
    <>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3.5" noValidate>
        <TextAreaField
          label={t.addresses}
          hint={t.addressesHint}
          placeholder={t.addressesPlaceholder}
          spellCheck={false}
          autoCapitalize="none"
          value={lines}
          error={
            tried ? [...problems, ...(lines.trim() === '' ? [t.needAddress] : [])].join(' ') || undefined : undefined
          }
          onChange={(event) => setLines(event.target.value)}
        />
        <div className="grid gap-3.5 sm:grid-cols-2">
          <TextField
            label={t.loginUser}
            hint={t.loginUserHint}
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={loginUser}
            onChange={(event) => setLoginUser(event.target.value)}
          />
          <TextField
            label={t.sudoPassword}
            hint={t.sudoPasswordHint}
            type="password"
            autoComplete="off"
            value={sudoPassword}
            onChange={(event) => setSudoPassword(event.target.value)}
          />
        </div>
        {keys.data !== undefined && keys.data.length === 0 ? (
          <Notice
            tone="practice"
            action={
              <Button kind="primary" size="small" onClick={() => setKeyDialog(true)}>
                {t.makeKeyFirst}
              </Button>
            }
          >
            {t.makeKeyHint}
          </Notice>
        ) : (
          <SelectField
            label={t.key}
            hint={t.keyHint}
            value={sshKey?.id ?? ''}
            onChange={(event) => {
              if (event.target.value === NEW_KEY) setKeyDialog(true)
              else setKeyId(event.target.value)
            }}
          >
            {keys.data?.map((key) => (
              <option key={key.id} value={key.id}>
                {key.name}
              </option>
            ))}
            <option value={NEW_KEY}>{t.newKey}</option>
          </SelectField>
        )}
        {sshKey === undefined ? null : (
          <details className="text-sm">
            <summary className="font-medium text-soft hover:text-ink">{t.installKey}</summary>
            <div className="mt-2">
              <InstallKey sshKey={sshKey} />
            </div>
          </details>
        )}
        {refused.length === 0 ? null : (
          <Notice tone="bad" role="alert">
            {refused.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </Notice>
        )}
        <div>
          <Button kind="primary" type="submit" busy={busy}>
            {t.addNow(parsed.machines.length)}
          </Button>
        </div>
      </form>
      {keyDialog ? (
        <AddKeyDialog
          suggestedName={keys.data?.length === 0 ? 'desk' : ''}
          onAdded={(key) => setKeyId(key.id)}
          onClose={() => setKeyDialog(false)}
        />
      ) : null}
    </>
  )
}

function asText({ address, port, loginUser }: ReturnType<typeof parseMachineLines>['machines'][number]): string {
  const host = address.includes(':') && port !== undefined ? `[${address}]` : address
  return `${loginUser === undefined ? '' : `${loginUser}@`}${host}${port === undefined ? '' : `:${port}`}`
}
