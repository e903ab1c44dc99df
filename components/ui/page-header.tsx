import { clsx } from 'clsx'
import Link from 'next/link'
import { Fragment, type ReactNode } from 'react'

export interface Crumb {
  readonly label: string
  readonly href?: string
}

/** Where this is, its name, and what can be done with it. */
export function PageHeader({
  crumbs = [],
  title,
  badge,
  children,
}: {
  readonly crumbs?: readonly Crumb[]
  readonly title: ReactNode
  readonly badge?: ReactNode
  /** Buttons, on the right. */
  readonly children?: ReactNode
}) {
  return (
    <header className={clsx('mb-4 flex flex-wrap gap-x-4 gap-y-3', crumbs.length === 0 ? 'items-center' : 'items-end')}>
      <div className="min-w-0">
        {crumbs.length === 0 ? null : <Crumbs crumbs={crumbs} />}
        <h1 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xl leading-tight font-semibold tracking-tight [overflow-wrap:anywhere]">
          {title}
          {badge}
        </h1>
      </div>
      {children === undefined ? null : (
        <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0 max-sm:w-full">{children}</div>
      )}
    </header>
  )
}

function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <p className="mb-1 text-sm text-faint">
      {crumbs.map((crumb, place) => (
        <Fragment key={crumb.label}>
          {place === 0 ? null : ' / '}
          {crumb.href === undefined ? (
            crumb.label
          ) : (
            <Link href={crumb.href} className="rounded-sm hover:text-ink hover:underline">
              {crumb.label}
            </Link>
          )}
        </Fragment>
      ))}
    </p>
  )
}

/** A heading inside a page, with a quiet remark beside it. */
export function SectionTitle({
  children,
  remark,
  action,
}: {
  readonly children: ReactNode
  readonly remark?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="mt-6 mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 first:mt-0">
      <h2 className="text-sm font-semibold text-soft">{children}</h2>
      {remark === undefined ? null : <span className="text-sm text-faint">{remark}</span>}
      {action === undefined ? null : <div className="ml-auto">{action}</div>}
    </div>
  )
}
