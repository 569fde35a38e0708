#include "people/photo.h"
#include "base/say.h"
#include <png.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/decode.h>

enum { RGB = 3, RGBA = 4, QUALITY_BEST = 85, QUALITY_LEAST = 25, PAPER = 255 };

static const char NO_PICTURE[] = N_("That is not a picture we can read. Please choose a JPEG, PNG or WebP file.");
static const char DAMAGED[] = N_("This file is damaged and cannot be read to its end. Please choose another.");
static const char TOO_LARGE[] = N_("This picture is too large: more than 8 MB, or more than 25 million pixels. Please choose a smaller copy.");
static const char TOO_SMALL[] = N_("This picture is very small. It needs at least 48 pixels each way.");
static const char FOR_PRINT[] = N_("This picture has colors for printing (CMYK). Please save it as an ordinary JPEG or PNG first.");

struct picture { int width, height; unsigned char *rgb; };

static const char *
size_problem(int64_t width, int64_t height)
{
	if (width < PHOTO_LEAST || height < PHOTO_LEAST)
		return TOO_SMALL;
	return width > PHOTO_PIXELS_MOST || height > PHOTO_PIXELS_MOST || width * height > PHOTO_PIXELS_MOST ? TOO_LARGE : NULL;
}

static int
less_of(int a, int b)
{
	return a < b ? a : b;
}

/* libjpeg makes a picture smaller while it decodes, at almost no cost: as far as a square of ours still fits in. */
static tjscalingfactor
jpeg_scale(int width, int height)
{
	int n = 0;
	tjscalingfactor *all = tjGetScalingFactors(&n), best = { 1, 1 };

	for (int i = 0; i < n; i++)
		if (TJSCALED(less_of(width, height), all[i]) >= PHOTO_SIDE && all[i].num * best.denom < best.num * all[i].denom)
			best = all[i];
	return best;
}

static const char *
jpeg_decode(tjhandle h, struct arena *a, struct db_bytes file, struct picture *ret)
{
	int width = 0, height = 0, sampling = 0, colors = 0;
	const char *problem;

	if (tjDecompressHeader3(h, file.at, file.len, &width, &height, &sampling, &colors) != 0 || width <= 0 || height <= 0)
		return DAMAGED;
	if (colors == TJCS_CMYK || colors == TJCS_YCCK)
		return FOR_PRINT;
	if ((problem = size_problem(width, height)) != NULL)
		return problem;
	tjscalingfactor scale = jpeg_scale(width, height);
	*ret = (struct picture){ TJSCALED(width, scale), TJSCALED(height, scale), NULL };
	ret->rgb = NEW_N(a, unsigned char, (size_t)ret->width * (size_t)ret->height * RGB);
	/* What is odd and can be read all the same is a warning, and cameras write such files. */
	if (tjDecompress2(h, file.at, file.len, ret->rgb, ret->width, 0, ret->height, TJPF_RGB, TJFLAG_LIMITSCANS) != 0 &&
	    tjGetErrorCode(h) != TJERR_WARNING)
		return DAMAGED;
	return NULL;
}

static const char *
jpeg_read(struct arena *a, struct db_bytes file, struct picture *ret)
{
	tjhandle h = tjInitDecompress();
	const char *problem = h != NULL ? jpeg_decode(h, a, file, ret) : DAMAGED;

	tjDestroy(h);
	return problem;
}

static const char *
png_read(struct arena *a, struct db_bytes file, struct picture *ret)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	const png_color paper = { PAPER, PAPER, PAPER };
	const char *problem;

	if (!png_image_begin_read_from_memory(&image, file.at, file.len))
		return DAMAGED;
	if ((problem = size_problem(image.width, image.height)) != NULL) {
		png_image_free(&image);
		return problem;
	}
	image.format = PNG_FORMAT_RGB;
	*ret = (struct picture){ (int)image.width, (int)image.height, NEW_N(a, unsigned char, PNG_IMAGE_SIZE(image)) };
	return png_image_finish_read(&image, &paper, ret->rgb, 0, NULL) ? NULL : DAMAGED;
}

/* What is clear lies on paper. */
static void
lay_on_paper(const unsigned char *rgba, struct picture *p)
{
	for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++)
		for (int c = 0; c < RGB; c++) {
			int alpha = rgba[i * RGBA + 3];
			p->rgb[i * RGB + (size_t)c] = (unsigned char)((rgba[i * RGBA + (size_t)c] * alpha + PAPER * (255 - alpha)) / 255);
		}
}

static const char *
webp_read(struct arena *a, struct db_bytes file, struct picture *ret)
{
	WebPDecoderConfig config;
	const char *problem;

	if (!WebPInitDecoderConfig(&config) || WebPGetFeatures(file.at, file.len, &config.input) != VP8_STATUS_OK)
		return DAMAGED;
	int width = config.input.width, height = config.input.height, least = less_of(width, height);
	if (config.input.has_animation)
		return NO_PICTURE;
	if ((problem = size_problem(width, height)) != NULL)
		return problem;
	if (least > 2 * PHOTO_SIDE) {
		config.options.use_scaling = 1;
		config.options.scaled_width = width = (int)((int64_t)width * 2 * PHOTO_SIDE / least);
		config.options.scaled_height = height = (int)((int64_t)height * 2 * PHOTO_SIDE / least);
	}
	size_t pixels = (size_t)width * (size_t)height;
	unsigned char *rgba = NEW_N(a, unsigned char, pixels * RGBA);
	config.output.colorspace = MODE_RGBA;
	config.output.is_external_memory = 1;
	config.output.u.RGBA = (WebPRGBABuffer){ rgba, width * RGBA, pixels * RGBA };
	if (WebPDecode(file.at, file.len, &config) != VP8_STATUS_OK)
		return DAMAGED;
	*ret = (struct picture){ width, height, NEW_N(a, unsigned char, pixels * RGB) };
	lay_on_paper(rgba, ret);
	return NULL;
}

/* Numbers in a TIFF are of the byte order that its first two letters name. */
struct tiff { const unsigned char *at; size_t len; bool little; };

static unsigned
tiff_number(const struct tiff *t, size_t offset, int bytes)
{
	unsigned n = 0;

	if (offset > t->len || t->len - offset < (size_t)bytes)
		return 0;
	for (int i = 0; i < bytes; i++)
		n = n << 8 | t->at[offset + (size_t)(t->little ? bytes - 1 - i : i)];
	return n;
}

static int
tiff_orientation(struct tiff t)
{
	enum { ENTRY = 12, TAG = 0x0112, SHORT = 3 };
	size_t directory = tiff_number(&t, 4, 4);
	unsigned n = tiff_number(&t, directory, 2);

	for (size_t i = 0; i < n && directory + 2 + (i + 1) * ENTRY <= t.len; i++) {
		size_t entry = directory + 2 + i * ENTRY;
		unsigned value = tiff_number(&t, entry + 8, 2);
		if (tiff_number(&t, entry, 2) == TAG && tiff_number(&t, entry + 2, 2) == SHORT)
			return value >= 1 && value <= 8 ? (int)value : 1;
	}
	return 1;
}

int
photo_orientation(struct db_bytes jpeg)
{
	enum { APP1 = 0xE1, SCAN = 0xDA };
	const unsigned char *p = jpeg.at, *end = p + jpeg.len;

	for (p += 2; end - p > 4 && p[0] == 0xFF && p[1] != SCAN;) {
		size_t len = (size_t)p[2] << 8 | p[3];
		if (len < 2 || len + 2 > (size_t)(end - p))
			break;
		if (p[1] == APP1 && len >= 16 && memcmp(p + 4, "Exif\0", 6) == 0)
			return tiff_orientation((struct tiff){ p + 10, len - 8, p[10] == 'I' });
		p += len + 2;
	}
	return 1;
}

/* Orientations from 5 on lie on their side; 2, 4, 5 and 7 are mirrored. */
static struct picture
turned(struct arena *a, struct picture p, int orientation)
{
	bool aside = orientation >= 5;
	struct picture q = { aside ? p.height : p.width, aside ? p.width : p.height, NULL };

	if (orientation == 1)
		return p;
	q.rgb = NEW_N(a, unsigned char, (size_t)q.width * (size_t)q.height * RGB);
	for (int y = 0; y < q.height; y++)
		for (int x = 0; x < q.width; x++) {
			int from_x = aside ? y : x, from_y = aside ? x : y;
			if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
				from_x = p.width - 1 - from_x;
			if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
				from_y = p.height - 1 - from_y;
			memcpy(q.rgb + ((size_t)y * (size_t)q.width + (size_t)x) * RGB,
			    p.rgb + ((size_t)from_y * (size_t)p.width + (size_t)from_x) * RGB, RGB);
		}
	return q;
}

/* The mean of the pixels that lie under one of ours. */
static void
mean(const struct picture *p, int left, int top, int right, int bottom, unsigned char *ret)
{
	unsigned sum[RGB] = {0}, n = (unsigned)((right - left) * (bottom - top));

	for (int y = top; y < bottom; y++)
		for (int x = left; x < right; x++)
			for (int c = 0; c < RGB; c++)
				sum[c] += p->rgb[((size_t)y * (size_t)p->width + (size_t)x) * RGB + (size_t)c];
	for (int c = 0; c < RGB; c++)
		ret[c] = (unsigned char)((sum[c] + n / 2) / n);
}

/* A square from the middle; of a tall one nearer to its top, where faces are. */
static struct picture
squared(struct arena *a, struct picture p, int most)
{
	int side = less_of(p.width, p.height), left = (p.width - side) / 2, top = (p.height - side) / 3;
	int small = less_of(side, most);
	struct picture q = { small, small, NEW_N(a, unsigned char, (size_t)small * (size_t)small * RGB) };

	for (int y = 0; y < small; y++)
		for (int x = 0; x < small; x++)
			mean(&p, left + x * side / small, top + y * side / small, left + (x + 1) * side / small,
			    top + (y + 1) * side / small, q.rgb + (y * small + x) * RGB);
	return q;
}

static const char *
jpeg_write(struct arena *a, struct picture p, struct db_bytes *ret)
{
	tjhandle h = tjInitCompress();
	unsigned long room = tjBufSize(p.width, p.height, TJSAMP_420), len = 0;
	unsigned char *out = NEW_N(a, unsigned char, room);
	bool written = false;

	for (int quality = QUALITY_BEST; h != NULL && !written && quality >= QUALITY_LEAST; quality -= 10) {
		len = room;
		written = tjCompress2(h, p.rgb, p.width, 0, p.height, TJPF_RGB, &out, &len, TJSAMP_420, quality, TJFLAG_NOREALLOC) == 0 &&
		    len <= PHOTO_BYTES_MOST;
	}
	tjDestroy(h);
	*ret = (struct db_bytes){ out, len };
	return written ? NULL : DAMAGED;
}

const char *
photo_make(struct arena *a, struct db_bytes file, struct photo *ret_photo)
{
	const unsigned char *p = file.at;
	struct picture picture = {0};
	const char *problem = NO_PICTURE;
	int orientation = 1;

	if (file.len > PHOTO_FILE_MOST)
		return TOO_LARGE;
	if (file.len >= 12 && memcmp(p, "\xFF\xD8\xFF", 3) == 0) {
		problem = jpeg_read(a, file, &picture);
		orientation = photo_orientation(file);
	} else if (file.len >= 12 && memcmp(p, "\x89PNG\r\n\x1A\n", 8) == 0)
		problem = png_read(a, file, &picture);
	else if (file.len >= 12 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBP", 4) == 0)
		problem = webp_read(a, file, &picture);
	if (problem != NULL)
		return problem;
	picture = turned(a, picture, orientation);
	problem = jpeg_write(a, squared(a, picture, PHOTO_SIDE), &ret_photo->large);
	return problem != NULL ? problem : jpeg_write(a, squared(a, picture, PHOTO_SMALL), &ret_photo->small);
}
