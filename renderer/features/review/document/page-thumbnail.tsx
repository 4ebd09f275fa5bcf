import { type ReactNode, useEffect, useRef } from 'react'
import type { ImageRef } from '../../../../shared/model/case.ts'
import { renditionUrl } from '../../../api/asset-url.ts'
import { drawPdfThumbnail } from '../../../canvas/pdf-photo.ts'
import css from './document.module.css'

/** The longest side, in CSS pixels. */
const SIDE = 78

type ThumbnailProps = { readonly image: Pick<ImageRef, 'sha256' | 'pageIndex' | 'media' | 'width' | 'height'> }

/** A page in small. One that cannot be drawn stays blank: the stage says why. */
export const PageThumbnail = ({ image }: ThumbnailProps): ReactNode =>
  image.media === 'pdf' ? (
    <PdfThumbnail image={image} />
  ) : (
    <img className={css.paper} src={renditionUrl(image.sha256, `preview-${image.pageIndex ?? 0}`)} alt="" />
  )

const PdfThumbnail = ({ image }: ThumbnailProps): ReactNode => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { sha256, pageIndex = 0, width, height } = image
  const scale = SIDE / Math.max(width, height)
  useEffect(() => {
    let gone = false
    const draw = async (): Promise<void> => {
      const bitmap = await drawPdfThumbnail(sha256, pageIndex, scale * devicePixelRatio).catch(() => null)
      const pen = gone ? null : canvas.current?.getContext('2d')
      if (bitmap && pen) {
        pen.canvas.width = bitmap.width
        pen.canvas.height = bitmap.height
        pen.drawImage(bitmap, 0, 0)
      }
      bitmap?.close()
    }
    void draw()
    return () => {
      gone = true
    }
  }, [sha256, pageIndex, scale])
  return <canvas ref={canvas} className={css.paper} style={{ width: width * scale, height: height * scale }} />
}
