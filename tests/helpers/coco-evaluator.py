"""Reads COCO with numpy alone, knowing nothing of the desk.

  areas INSTANCES                    each annotation's area, bounding box and run lengths, from its own pixels or outline
  precision TRUTH RESULTS INSTANCES  average precision of boxes at IoU 0.5 by label; INSTANCES names the results' categories
"""
import json
import sys

import numpy as np


def unpack(text):
    """Run lengths of a compressed string: base 32 with a sign, from the third on as differences to the one two before."""
    runs, at = [], 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            digit = ord(text[at]) - 48
            value |= (digit & 31) << shift
            more = bool(digit & 32)
            at, shift = at + 1, shift + 5
        if digit & 16:
            value -= 1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
    return runs


def pack(runs):
    text = ""
    for index, run in enumerate(runs):
        value = run - runs[index - 2] if index > 2 else run
        while True:
            digit, value = value & 31, value >> 5
            done = value == (-1 if digit & 16 else 0)
            text += chr((digit if done else digit | 32) + 48)
            if done:
                break
    return text


def pixels(segmentation):
    height, width = segmentation["size"]
    counts = segmentation["counts"]
    runs = unpack(counts) if isinstance(counts, str) else counts
    flat = np.repeat(np.arange(len(runs)) % 2, runs).astype(np.uint8)
    assert flat.size == height * width
    return flat.reshape((height, width), order="F")


def bounds(mask):
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    if rows.size == 0:
        return [0, 0, 0, 0]
    top, left = int(rows[0]), int(columns[0])
    return [left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top]


def outline(rings):
    area, points = 0.0, []
    for flat in rings:
        ring = np.array(flat, dtype=float).reshape(-1, 2)
        x, y = ring[:, 0], ring[:, 1]
        area += abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        points.append(ring)
    low, high = np.concatenate(points).min(axis=0), np.concatenate(points).max(axis=0)
    return area, [*low.tolist(), *(high - low).tolist()]


def measured(annotation):
    segmentation = annotation["segmentation"]
    if isinstance(segmentation, dict):
        mask = pixels(segmentation)
        assert (pixels({**segmentation, "counts": pack(segmentation["counts"])}) == mask).all()
        return {"area": int(mask.sum()), "bbox": bounds(mask), "packed": pack(segmentation["counts"])}
    if segmentation:
        area, bbox = outline(segmentation)
        return {"area": area, "bbox": bbox}
    return {"area": annotation["bbox"][2] * annotation["bbox"][3], "bbox": annotation["bbox"]}


def overlap(box, others):
    left = np.maximum(box[0], others[:, 0])
    top = np.maximum(box[1], others[:, 1])
    right = np.minimum(box[0] + box[2], others[:, 0] + others[:, 2])
    bottom = np.minimum(box[1] + box[3], others[:, 1] + others[:, 3])
    both = np.maximum(right - left, 0) * np.maximum(bottom - top, 0)
    return both / (box[2] * box[3] + others[:, 2] * others[:, 3] - both)


def precision(truth, results, instances):
    """COCO's own: 101 recalls, the best precision at each or later, best score first, each true box matched once."""
    labels = {category["id"]: category["name"] for category in truth["categories"]}
    files = {image["id"]: image["file_name"] for image in truth["images"]}
    names = {category["id"]: category["name"] for category in instances["categories"]}
    images = {image["id"]: image["file_name"] for image in instances["images"]}
    wanted = {}
    for one in truth["annotations"]:
        wanted.setdefault((labels[one["category_id"]], files[one["image_id"]]), []).append(one["bbox"])
    found = {}
    for one in sorted(results, key=lambda each: -each["score"]):
        found.setdefault(names[one["category_id"]], []).append((images[one["image_id"]], one["bbox"]))
    answers = {}
    for label in sorted({label for label, _ in wanted}):
        total = sum(len(boxes) for (of, _), boxes in wanted.items() if of == label)
        taken, right = set(), []
        for file, box in found.get(label, []):
            boxes = np.array(wanted.get((label, file), []), dtype=float).reshape(-1, 4)
            shares = overlap(box, boxes)
            free = [i for i in np.argsort(-shares, kind="stable") if shares[i] >= 0.5 and (file, i) not in taken]
            if free:
                taken.add((file, free[0]))
            right.append(bool(free))
        hits = np.cumsum(right)
        precise = hits / np.arange(1, len(right) + 1) if right else np.array([])
        best = np.maximum.accumulate(precise[::-1])[::-1] if right else precise
        at = np.searchsorted(hits / total, np.linspace(0, 1, 101), side="left") if right else np.array([], dtype=int)
        answers[label] = float(sum(best[i] for i in at if i < len(best)) / 101)
    return answers


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


mode, *paths = sys.argv[1:]
if mode == "areas":
    print(json.dumps([measured(annotation) for annotation in load(paths[0])["annotations"]]))
else:
    print(json.dumps(precision(*(load(path) for path in paths))))
