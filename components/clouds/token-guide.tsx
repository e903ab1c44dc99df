import { useText } from '@/components/text'
import { AnchorButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Cell, Row, Table } from '@/components/ui/table'
import type { TokenScope } from '@/lib/shared/cloud/token-scope'
import { clouds } from '@/messages/clouds'

/** Where Linode's users make tokens. */
export const LINODE_TOKENS_URL = 'https://cloud.linode.com/profile/tokens'

/** How somebody makes a token that may do what is needed, and no more. */
export function TokenGuide({ scopes }: { readonly scopes: readonly TokenScope[] }) {
  const t = useText(clouds)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Card className="flex flex-col items-start gap-3">
        <ol className="list-decimal space-y-1.5 pl-5 marker:font-mono marker:text-faint">
          {t.guide.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
        <p className="text-sm text-soft">{t.restricted}</p>
        <AnchorButton size="small" href={LINODE_TOKENS_URL} target="_blank" rel="noreferrer">
          {t.guideLink}
        </AnchorButton>
      </Card>
      <Table label={t.scopesTable} head={[t.scopeRow, t.scopeAccess, t.scopeWhy]}>
        {scopes.map(({ row, access, why }) => (
          <Row key={row}>
            <Cell className="font-semibold">{row}</Cell>
            <Cell className="whitespace-nowrap">{access}</Cell>
            <Cell className="text-soft">{why}</Cell>
          </Row>
        ))}
      </Table>
    </div>
  )
}
