/** What was typed into a field for a whole number. NaN for anything else, which travels as null: the server names it. */
export const asNumber = (text: string): number => (/^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN)
