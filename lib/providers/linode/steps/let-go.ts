/** For an account that can never be reached again: the sweep says in the receipt what nobody could look for. */
export const LET_GO = { label: 'Leave it at Linode: it may go on costing money', output: {} } as const
