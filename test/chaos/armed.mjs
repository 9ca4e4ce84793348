const ARMED = new URL('./crash-points.mjs', import.meta.url).href

/** A loader: where the product asks for its harmless crash points, it gets the armed ones. */
export const resolve = (specifier, context, next) =>
  specifier.endsWith('/crash-points.js') ? { url: ARMED, shortCircuit: true } : next(specifier, context)
