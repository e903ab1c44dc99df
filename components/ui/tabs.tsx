'use client'

import { clsx } from 'clsx'
import { Tabs as RadixTabs } from 'radix-ui'
import type { ReactNode } from 'react'

export interface Tab {
  readonly id: string
  readonly label: ReactNode
  /** A figure or a light behind the label. */
  readonly extra?: ReactNode
  readonly body: ReactNode
}

/** Views of one thing beside each other. Arrow keys move between them; only the open one is mounted. */
export function Tabs({
  label,
  tabs,
  open,
  onOpen,
}: {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly open: string
  readonly onOpen: (id: string) => void
}) {
  return (
    <RadixTabs.Root value={open} onValueChange={onOpen}>
      <RadixTabs.List aria-label={label} className="mb-3 flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.id}
            value={tab.id}
            className={clsx(
              '-mb-px inline-flex items-center gap-2 border-b-2 border-transparent px-3 py-2 font-medium whitespace-nowrap text-soft',
              // Inside: the list scrolls, and would cut an outline off.
              'focus-visible:-outline-offset-2 hover:text-ink data-[state=active]:border-honey data-[state=active]:text-ink',
            )}
          >
            {tab.label}
            {tab.extra}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.id} value={tab.id}>
          {tab.body}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  )
}
