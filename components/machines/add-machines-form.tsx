'use client'

import { type FormEvent, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { AddKeyDialog } from '@/components/keys/add-key-dialog'
import { InstallKey } from '@/components/keys/install-key'
import { useSshKeys } from '@/components/keys/use-ssh-keys'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { SelectField, TextAreaField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { ListedMachine } from '@/lib/contracts/machines'
import { parseMachines } from '@/lib/shared/parse-machines'
import { machines } from '@/messages/machines'
import { useAddMachines, useCheckMachine } from './use-machines'

const NEW_KEY = 'new'
const MOST_LIST_BYTES = 20_000

/** Names machines by address, as many as there are lines. `onAdded` hears of each before it is first looked at. */
export function AddMachinesForm({ onAdded }: { readonly onAdded?: (machine: ListedMachine) => void }) {
  const t = useText(machines)
  const keys = useSshKeys()
  const add = useAddMachines()
  const check = useCheckMachine()
  const [lines, setLines] = useState('')
  const [loginUser, setLoginUser] = useState('pi')
  const [keyId, setKeyId] = useState<string>()
  const [sudoPassword, setSudoPassword] = useState('')
  const [keyDialog, setKeyDialog] = useState(false)
  const [tried, setTried] = useState(false)

  const parsed = parseMachines(lines)
  const sshKey = keys.data?.find((key) => key.id === keyId) ?? keys.data?.[0]
  const problems = parsed.problems.map(({ line, problem }) => t.lineProblem(line, problem))
  const missing = lines.trim() === '' ? [t.needAddress] : []
  const { error } = add
  const shown = tried ? [...missing, ...problems] : []
  const problem = problemsOf(error)
  const listProblem = problem('list')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (add.isPending || sshKey === undefined || missing.length + problems.length > 0) return
    const password = sudoPassword === '' ? {} : { sudoPassword }
    add.mutate(
      { list: lines, loginUser, sshKeyId: sshKey.id, ...password },
      {
        onSuccess: (added) => {
          setLines('')
          setTried(false)
          for (const machine of added) {
            onAdded?.(machine)
            if (machine.address !== undefined) check.mutate(machine.id)
          }
        },
      },
    )
  }

  return (
    <>
      <form onSubmit={submit} className="flex flex-col gap-3.5" noValidate>
        <TextAreaField
          label={t.addresses}
          hint={t.addressesHint}
          placeholder={t.addressesPlaceholder}
          spellCheck={false}
          autoCapitalize="none"
          value={lines}
          error={shown.length > 0 ? shown.join(' ') : listProblem}
          onChange={(event) => setLines(event.target.value)}
        />
        <label className="text-sm text-soft">
          {t.csv}{' '}
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/plain"
            className="max-w-full text-sm file:mr-2 file:rounded-control file:border file:border-line-strong file:bg-surface file:px-2.5 file:py-1 file:text-ink"
            onChange={(event) => {
              const [file] = event.target.files ?? []
              if (file === undefined || file.size > MOST_LIST_BYTES) return
              void file.text().then(setLines)
            }}
          />
        </label>
        <div className="grid gap-3.5 sm:grid-cols-2">
          <TextField
            label={t.loginUser}
            hint={t.loginUserHint}
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={loginUser}
            error={problem('loginUser')}
            onChange={(event) => setLoginUser(event.target.value)}
          />
          <TextField
            label={t.sudoPassword}
            hint={t.sudoPasswordHint}
            type="password"
            autoComplete="off"
            value={sudoPassword}
            error={problem('sudoPassword')}
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
        <FormFailure error={error} />
        <div>
          <Button
            kind="primary"
            type="submit"
            busy={add.isPending}
            blockedBy={sshKey === undefined && keys.data !== undefined ? t.needKey : undefined}
          >
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
