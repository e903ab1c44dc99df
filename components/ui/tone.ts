/** What a thing's state means to the person: never shown by colour alone. */
export type Tone = 'idle' | 'ok' | 'run' | 'warn' | 'bad' | 'practice'
