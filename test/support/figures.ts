/** FIGURES=1 prints what a long form measured, as it stands in test/README.md; in `npm test` nobody wants to read it. */
export const figure = (line: string): void => {
  if (process.env.FIGURES !== undefined) console.log(line)
}

/** A whole number from the environment, for a test's long form. */
export const sizeFrom = (name: string, short: number): number => {
  const value = Number(process.env[name] ?? short)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} takes a whole number, not ${process.env[name]}`)
  return value
}
