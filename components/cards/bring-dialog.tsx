'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { problemsOf } from '@/components/form/form-failure'
import { UploadBar, type UploadProgress } from '@/components/form/upload-bar'
import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { Field, SelectField, TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import type { CardSource } from '@/lib/contracts/card-sources'
import { cardSystems } from '@/messages/card-systems'
import { useBringSource, useUploadSource } from './use-card-sources'

type Way = CardSource['ways'][number]

/** Brings a file that cards are made from: by upload, from an address, or made here. */
export default function BringDialog({
  source,
  onClose,
}: {
  readonly source: CardSource
  readonly onClose: () => void
}) {
  const t = useText(cardSystems)
  const [way, setWay] = useState<Way>(source.ways.includes('make') ? 'make' : 'upload')
  const [file, setFile] = useState<File>()
  const [signature, setSignature] = useState<File>()
  const [sha256, setSha256] = useState('')
  const [address, setAddress] = useState(source.address ?? '')
  const [mirror, setMirror] = useState('')
  const [progress, setProgress] = useState<UploadProgress>()
  const upload = useUploadSource(setProgress)
  const bring = useBringSource()
  const sent = way === 'upload' ? upload : bring
  const { error } = sent
  const problem = problemsOf(error)
  const blockedBy =
    way !== 'upload'
      ? undefined
      : file === undefined
        ? t.chooseFile
        : source.signed && signature === undefined
          ? t.chooseSignature
          : undefined
  const submit = () => {
    if (way === 'upload') {
      if (file !== undefined) upload.mutate({ slot: source.slot, file, signature, sha256: sha256.trim() })
      return
    }
    const from = (way === 'fetch' ? address : mirror).trim()
    bring.mutate({
      ...{ slot: source.slot, way },
      ...(from === '' ? {} : { address: from }),
      ...(way === 'make' || sha256.trim() === '' ? {} : { sha256: sha256.trim() }),
    })
  }
  return (
    <FormDialog
      title={t.bringOf(source.title)}
      action={t.now[way]}
      busy={sent.isPending}
      blockedBy={blockedBy}
      cancel={sent.isSuccess ? t.done : undefined}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="text-soft">
        {source.where ?? source.file ?? ''} {t.found}{' '}
        <a href={source.home} target="_blank" rel="noreferrer" className="underline">
          {source.home}
        </a>
      </p>
      <SelectField
        label={t.way}
        value={way}
        onChange={({ target }) => setWay(source.ways.find((one) => one === target.value) ?? way)}
      >
        {source.ways.map((one) => (
          <option key={one} value={one}>
            {t.ways[one]}
          </option>
        ))}
      </SelectField>
      {way === 'upload' ? (
        <>
          <FileField label={t.file} hint={t.fileHint} error={problem('name')} onFile={setFile} />
          {source.signed ? (
            <FileField label={t.signature} hint={t.signatureHint} error={problem('signature')} onFile={setSignature} />
          ) : null}
        </>
      ) : null}
      {way === 'fetch' ? (
        <TextField
          label={t.address}
          hint={source.signed ? `${t.addressHint} ${t.signedFetch}` : t.addressHint}
          mono
          type="url"
          value={address}
          error={problem('address')}
          onChange={(event) => setAddress(event.target.value)}
        />
      ) : null}
      {way === 'make' ? (
        <>
          <p className="text-soft">{t.makeLead}</p>
          <TextField
            label={t.mirror}
            hint={t.mirrorHint}
            mono
            type="url"
            value={mirror}
            error={problem('address')}
            onChange={(event) => setMirror(event.target.value)}
          />
        </>
      ) : null}
      {way === 'make' || source.signed ? null : (
        <TextField
          label={t.sha}
          hint={t.shaHint}
          mono
          autoComplete="off"
          value={sha256}
          error={problem('sha256')}
          onChange={(event) => setSha256(event.target.value)}
        />
      )}
      {upload.isPending && progress !== undefined ? <UploadBar {...progress} /> : null}
      {sent.isSuccess ? (
        <Notice
          tone="run"
          role="status"
          action={
            <LinkButton size="small" href={sent.data.href}>
              {t.openRun}
            </LinkButton>
          }
        >
          {t.begun}
        </Notice>
      ) : null}
    </FormDialog>
  )
}

function FileField({
  label,
  hint,
  error,
  onFile,
}: {
  readonly label: string
  readonly hint: string
  readonly error: string | undefined
  readonly onFile: (file: File | undefined) => void
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          type="file"
          className="text-sm"
          onChange={(event) => onFile(event.target.files?.[0] ?? undefined)}
        />
      )}
    </Field>
  )
}
