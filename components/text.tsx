'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { type Catalogue, type Locale, textIn } from '@/lib/shared/catalogue'

const LocaleContext = createContext<Locale>('en')

export function LocaleProvider({ locale, children }: { readonly locale: Locale; readonly children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>
}

/** The text of an area in the reader's language, in client components. Server components call `pageText`. */
export function useText<Text>(text: Catalogue<Text>): Text {
  return textIn(text, useContext(LocaleContext))
}

export const useLocale = (): Locale => useContext(LocaleContext)
