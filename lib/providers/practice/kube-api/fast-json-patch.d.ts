/** The package ships its TypeScript beside its main file, and tsx (`npm run dev`) would run that instead. */
declare module 'fast-json-patch/index.mjs' {
  export * from 'fast-json-patch'
}
