'use client'

import { type ChangeEvent, useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field, TextAreaField, TextField } from '@/components/ui/field'
import type { ListedSshKey } from '@/lib/contracts/ssh-keys'
import { keys } from '@/messages/keys'
import { InstallKey } from './install-key'
import { useAddSshKey } from './use-ssh-keys'

/** Makes or uploads a key, then shows how to install it. `onAdded` hears of it at once. */
export function AddKeyDialog({
  suggestedName = '',
  onAdded,
  onClose,
}: {
  readonly suggestedName?: string
  readonly onAdded?: (key: ListedSshKey) => void
  readonly onClose: () => void
}) {
  const t = useText(keys)
  const [how, setHow] = useState<'make' | 'upload'>('make')
  const [name, setName] = useState(suggestedName)
  const [privateKey, setPrivateKey] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const add = useAddSshKey()
  const { error } = add
  const problem = problemsOf(error)

  if (add.data !== undefined) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t.installTitle(add.data.name)}
        actions={
          <Button kind="primary" onClick={onClose}>
            {t.done}
          </Button>
        }
      >
        <InstallKey sshKey={add.data} />
      </Dialog>
    )
  }
  const submit = () => {
    add.mutate(
      { name, ...(how === 'upload' ? { privateKey, ...(passphrase === '' ? {} : { passphrase }) } : {}) },
      { onSuccess: (made) => onAdded?.(made) },
    )
  }
  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    if (file === undefined) return
    setPrivateKey(await file.text())
    if (name === '') setName(file.name.replace(/^id_/, '').replace(/\.(pem|key)$/, ''))
  }
  return (
    <FormDialog
      title={t.addTitle}
      action={how === 'make' ? t.makeNow : t.uploadNow}
      busy={add.isPending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={t.name}
        hint={t.nameHint}
        autoComplete="off"
        value={name}
        error={problem('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-semibold">{t.how}</legend>
        {(['make', 'upload'] as const).map((one) => (
          <label key={one} className="flex items-start gap-2.5">
            <input
              type="radio"
              name="how"
              className="mt-1 accent-honey"
              checked={how === one}
              onChange={() => setHow(one)}
            />
            <span>
              <span className="font-medium">{t[one]}</span>
              <span className="block text-sm text-soft">{t[`${one}Hint`]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {how === 'upload' ? (
        <>
          <TextAreaField
            label={t.privateKey}
            hint={t.privateKeyHint}
            spellCheck={false}
            autoComplete="off"
            value={privateKey}
            error={problem('privateKey')}
            onChange={(event) => setPrivateKey(event.target.value)}
          />
          <Field label={t.chooseFile}>
            {(control) => (
              <input {...control} type="file" className="text-sm" onChange={(event) => void readFile(event)} />
            )}
          </Field>
          <TextField
            label={t.passphrase}
            hint={t.passphraseHint}
            type="password"
            autoComplete="off"
            value={passphrase}
            error={problem('passphrase')}
            onChange={(event) => setPassphrase(event.target.value)}
          />
        </>
      ) : null}
    </FormDialog>
  )
}
