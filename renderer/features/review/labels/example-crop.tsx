import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { LabelExample } from '../../../../shared/model/taxonomy.ts'
import { assetUrl } from '../../../api/asset-url.ts'
import { t } from '../../../i18n/t.ts'
import css from './labels.module.css'

/** The largest a crop is painted, in CSS pixels, and how much of its surroundings is left around it. */
const MOST = { width: 150, height: 110 }
const AROUND = 0.08

type Image = NonNullable<LabelExample['image']>

/** The part of a picture to show: the box with a little around it, inside the picture; the whole where there is no box. */
export const cropOf = (
  box: Image['box'],
  size: { readonly width: number; readonly height: number },
): readonly [x: number, y: number, width: number, height: number] => {
  if (box === undefined) return [0, 0, size.width, size.height]
  const [x, y, width, height] = box
  const pad = Math.max(width, height) * AROUND
  const left = Math.max(0, Math.min(size.width - 1, x - pad))
  const top = Math.max(0, Math.min(size.height - 1, y - pad))
  const right = Math.min(size.width, Math.max(left + 1, x + width + pad))
  const bottom = Math.min(size.height, Math.max(top + 1, y + height + pad))
  return [left, top, right - left, bottom - top]
}

/** A crop of a stored picture, by its hash and a box in its pixels. */
export const ExampleCrop = ({ image, alt }: { readonly image: Image; readonly alt: string }): ReactNode => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    const photo = new Image()
    photo.onload = () => {
      const pen = canvas.current?.getContext('2d')
      if (!pen) return
      const crop = cropOf(image.box, { width: photo.naturalWidth, height: photo.naturalHeight })
      const scale = Math.min(MOST.width / crop[2], MOST.height / crop[3])
      const density = window.devicePixelRatio || 1
      const [width, height] = [Math.max(1, crop[2] * scale), Math.max(1, crop[3] * scale)]
      pen.canvas.width = Math.round(width * density)
      pen.canvas.height = Math.round(height * density)
      pen.canvas.style.width = `${width}px`
      pen.canvas.style.height = `${height}px`
      pen.drawImage(photo, ...crop, 0, 0, pen.canvas.width, pen.canvas.height)
    }
    photo.onerror = () => setBroken(true)
    photo.src = assetUrl(image.sha256)
    return () => {
      photo.onload = null
      photo.onerror = null
    }
  }, [image])
  if (broken) return <p className={css.quiet}>{t('The picture of this example is not in the project.')}</p>
  return <canvas ref={canvas} className={css.crop} role="img" aria-label={alt} width={1} height={1} />
}
