const LONGEST = 2048
const QUALITY = 0.86

const drawn = async (file: Blob): Promise<HTMLCanvasElement> => {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  const pen = canvas.getContext('2d')
  if (pen !== null) {
    // A see-through PNG would turn black as a JPEG.
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  }
  picture.close()
  return canvas
}

/** Any picture the browser can draw becomes a JPEG that fits; null where it cannot, or where it is still too large. */
export const shrink = async (file: Blob, most: number): Promise<Blob | null> => {
  try {
    const canvas = await drawn(file)
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
    return made !== null && made.size <= most ? made : null
  } catch {
    return null
  }
}
