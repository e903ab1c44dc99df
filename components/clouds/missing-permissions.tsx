import { useText } from '@/components/text'
import { ApiFailure } from '@/lib/shared/call-api'
import { clouds } from '@/messages/clouds'

/** What a token may not do, a line each. */
export function MissingPermissions({ missing }: { readonly missing: readonly string[] }) {
  const t = useText(clouds)
  if (missing.length === 0) return null
  return (
    <ul aria-label={t.missingTitle} className="list-disc space-y-0.5 pl-5 text-sm">
      {missing.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}

/** What the panel says is missing in a token that it did not keep. */
export function missingIn(error: unknown): readonly string[] {
  const missing = error instanceof ApiFailure ? error.failure.details['missing'] : undefined
  return Array.isArray(missing) ? missing.filter((one): one is string => typeof one === 'string') : []
}
