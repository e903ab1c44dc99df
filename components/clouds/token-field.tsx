import { problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { TextField } from '@/components/ui/field'
import { clouds } from '@/messages/clouds'
import { LINODE_TOKENS_URL } from './token-guide'

/** Where a token is pasted. It is not kept by the browser. */
export function TokenField(props: {
  readonly value: string
  readonly error: unknown
  readonly onChange: (token: string) => void
}) {
  const t = useText(clouds)
  return (
    <TextField
      label={t.tokenField}
      hint={
        <>
          {t.tokenHint}{' '}
          <a className="underline hover:text-ink" href={LINODE_TOKENS_URL} target="_blank" rel="noreferrer">
            {t.toLinode}
          </a>
        </>
      }
      type="password"
      autoComplete="off"
      spellCheck={false}
      mono
      value={props.value}
      error={problemsOf(props.error)('token')}
      onChange={(event) => props.onChange(event.target.value)}
    />
  )
}
