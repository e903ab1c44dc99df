'use client'

import { clsx } from 'clsx'
import { Menu, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { useText } from '@/components/text'
import { Kbd } from '@/components/ui/kbd'
import { Logo } from '@/components/ui/logo'
import { useHydrated } from '@/components/use-hydrated'
import type { ListedNotice } from '@/lib/contracts/second-factor'
import { paths } from '@/lib/shared/paths'
import { shell } from '@/messages/shell'
import { AccountMenu } from './account-menu'
import { destinationsFor, isHere, labelOf } from './destinations'
import type { ShellUser } from './shell-user'
import { useShortcut } from './shortcuts'

const CommandPalette = dynamic(() => import('./command-palette'), { ssr: false })
const AccountNews = dynamic(() => import('./account-news'))
const HelpDialog = dynamic(() => import('./help-dialog'), { ssr: false })

type Open = 'palette' | 'help' | undefined

/** The frame of every signed-in page: navigation, search, help, and the page itself. */
export function Shell({
  user,
  news,
  children,
}: {
  readonly user: ShellUser
  /** What happened to their account that they have not put away. */
  readonly news: readonly ListedNotice[]
  readonly children: ReactNode
}) {
  const t = useText(shell)
  const pathname = usePathname()
  const [open, setOpen] = useState<Open>()
  const hydrated = useHydrated()
  const [menuOpenAt, setMenuOpenAt] = useState<string>()
  // The phone's menu belongs to the page it was opened on: going somewhere closes it.
  const menuOpen = menuOpenAt === pathname
  useShortcut('?', t.showHelp, () => setOpen('help'))
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      setOpen((now) => (now === 'palette' ? undefined : 'palette'))
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const close = () => setOpen(undefined)

  return (
    <div className="grid min-h-dvh grid-cols-[13rem_minmax(0,1fr)] max-md:block print:block">
      <a
        href="#main"
        className="absolute top-2 left-2 z-50 -translate-y-20 rounded-control bg-honey-fill px-3 py-2 font-semibold text-honey-ink focus:translate-y-0"
      >
        {t.skip}
      </a>
      <aside className="border-r border-line bg-sunken max-md:border-r-0 max-md:border-b print:hidden">
        <div className="flex flex-col gap-0.5 px-3 py-4 md:sticky md:top-0 md:h-dvh md:overflow-y-auto max-md:py-2">
          <div className="flex items-center gap-2 px-2 md:pb-4">
            <Link
              href={paths.home()}
              className="flex items-center gap-2 rounded-control text-lg font-bold tracking-tight"
            >
              <Logo />
              BuzzCrate
            </Link>
            <button
              type="button"
              disabled={!hydrated}
              className="ml-auto grid size-9 place-items-center rounded-control md:hidden"
              aria-expanded={menuOpen}
              aria-controls="navigation"
              aria-label={menuOpen ? t.closeMenu : t.menu}
              onClick={() => setMenuOpenAt(menuOpen ? undefined : pathname)}
            >
              {menuOpen ? <X aria-hidden="true" size={20} /> : <Menu aria-hidden="true" size={20} />}
            </button>
          </div>
          <div id="navigation" className={clsx('flex-1 flex-col md:flex', menuOpen ? 'flex pt-2' : 'max-md:hidden')}>
            <nav aria-label={t.navigation} className="flex flex-col gap-0.5">
              {destinationsFor(user.role).map((destination) => {
                const Icon = destination.icon
                const here = isHere(destination, pathname)
                return (
                  <Link
                    key={destination.href}
                    href={destination.href}
                    aria-current={here ? 'page' : undefined}
                    className={clsx(
                      'flex items-center gap-2.5 rounded-control px-2.5 py-1.5 font-medium',
                      here ? 'bg-surface text-ink shadow-card' : 'text-soft hover:bg-surface/60 hover:text-ink',
                    )}
                  >
                    <Icon aria-hidden="true" size={16} strokeWidth={1.9} className={here ? 'text-honey' : undefined} />
                    {labelOf(destination, t)}
                  </Link>
                )
              })}
            </nav>
            <div className="mt-auto flex flex-col items-start gap-1 px-1 pt-4 text-xs">
              <FootButton label={t.search} keys={['Ctrl', 'K']} onClick={() => setOpen('palette')} />
              <FootButton label={t.shortcuts} keys={['?']} onClick={() => setOpen('help')} />
              <AccountMenu user={user} />
            </div>
          </div>
        </div>
      </aside>
      <main id="main" tabIndex={-1} className="min-w-0 px-6 pt-5 pb-8 outline-none max-md:px-4">
        {news.length === 0 ? null : <AccountNews news={news} />}
        {children}
      </main>
      {open === 'palette' ? <CommandPalette role={user.role} onClose={close} /> : null}
      {open === 'help' ? <HelpDialog onClose={close} /> : null}
    </div>
  )
}

function FootButton(props: { readonly label: string; readonly keys: readonly string[]; readonly onClick: () => void }) {
  const hydrated = useHydrated()
  return (
    <button
      type="button"
      disabled={!hydrated}
      onClick={props.onClick}
      className="flex min-h-6 items-center gap-1.5 rounded-control px-1.5 text-soft hover:text-ink"
    >
      {props.label}
      <span className="flex gap-0.5 max-md:hidden">
        {props.keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </span>
    </button>
  )
}
