#include "people/photo.h"
#include "tests/test.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/encode.h>

enum { RED, GREEN, BLUE, WHITE };
static const unsigned char paints[4][3] = { { 220, 30, 30 }, { 30, 180, 30 }, { 30, 30, 220 }, { 250, 250, 250 } };

/* Four quarters: red and green over blue and white. */
static unsigned char *
quarters(struct arena *a, int width, int height)
{
	unsigned char *rgb = arena_alloc(a, (size_t)width * (size_t)height, 3);

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			memcpy(rgb + (y * width + x) * 3, paints[(y >= height / 2) * 2 + (x >= width / 2)], 3);
	return rgb;
}

static struct db_bytes
as_jpeg(struct arena *a, int width, int height)
{
	unsigned char *out = NULL;
	unsigned long len = 0;
	tjhandle h = tjInitCompress();

	assert_int_equal(tjCompress2(h, quarters(a, width, height), width, 0, height, TJPF_RGB, &out, &len, TJSAMP_444, 95, 0), 0);
	struct db_bytes file = { arena_copy(a, out, len), len };
	tjFree(out);
	tjDestroy(h);
	return file;
}

static struct db_bytes
as_png(struct arena *a, int width, int height)
{
	png_image image = { .version = PNG_IMAGE_VERSION, .width = (png_uint_32)width, .height = (png_uint_32)height, .format = PNG_FORMAT_RGB };
	png_alloc_size_t len = 0;
	unsigned char *rgb = quarters(a, width, height);

	assert_true(png_image_write_to_memory(&image, NULL, &len, 0, rgb, 0, NULL));
	void *out = arena_alloc(a, len, 1);
	assert_true(png_image_write_to_memory(&image, out, &len, 0, rgb, 0, NULL));
	return (struct db_bytes){ out, len };
}

static struct db_bytes
as_webp(struct arena *a, int width, int height)
{
	uint8_t *out = NULL;
	size_t len = WebPEncodeRGB(quarters(a, width, height), width, height, width * 3, 90, &out);
	struct db_bytes file = { arena_copy(a, out, len), len };

	WebPFree(out);
	return file;
}

/* An APP1 segment with nothing but the orientation, and a word that must not be kept. */
static struct db_bytes
with_orientation(struct arena *a, struct db_bytes jpeg, int orientation, bool little)
{
	unsigned char exif[] = "\xFF\xE1\0\x36" "Exif\0\0" "MM\0*\0\0\0\x08" "\0\x01" "\x01\x12\0\x03\0\0\0\x01\0\0\0\0" "\0\0\0\0" "secret place here";
	unsigned char *out = arena_alloc(a, jpeg.len + sizeof(exif), 1);

	exif[29] = (unsigned char)orientation;
	if (little)
		memcpy(exif + 10, "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0", 22), exif[28] = (unsigned char)orientation;
	exif[3] = sizeof(exif) - 2;
	memcpy(out, jpeg.at, 2);
	memcpy(out + 2, exif, sizeof(exif));
	memcpy(out + 2 + sizeof(exif), (const char *)jpeg.at + 2, jpeg.len - 2);
	return (struct db_bytes){ out, jpeg.len + sizeof(exif) };
}

static int
nearest(const unsigned char *p)
{
	int best = 0, least = 1 << 30;

	for (int i = 0; i < 4; i++) {
		int off = abs(p[0] - paints[i][0]) + abs(p[1] - paints[i][1]) + abs(p[2] - paints[i][2]);
		if (off < least) {
			least = off;
			best = i;
		}
	}
	return best;
}

struct looked { int side, quarter[4]; };

static struct looked
look_at(struct arena *a, struct db_bytes photo)
{
	tjhandle h = tjInitDecompress();
	int width = 0, height = 0, sampling = 0, colors = 0;

	assert_true(photo.len > 0 && photo.len <= PHOTO_BYTES_MOST);
	assert_int_equal(tjDecompressHeader3(h, photo.at, photo.len, &width, &height, &sampling, &colors), 0);
	assert_int_equal(width, height);
	unsigned char *rgb = arena_alloc(a, (size_t)width * (size_t)height, 3);
	assert_int_equal(tjDecompress2(h, photo.at, photo.len, rgb, width, 0, height, TJPF_RGB, 0), 0);
	tjDestroy(h);
	struct looked l = { .side = width };
	for (int i = 0; i < 4; i++)
		l.quarter[i] = nearest(rgb + ((i / 2 * 2 + 1) * height / 4 * width + (i % 2 * 2 + 1) * width / 4) * 3);
	return l;
}

static struct looked
made(struct arena *a, struct db_bytes file)
{
	struct photo photo = {0};

	assert_null(photo_make(a, file, &photo));
	assert_true(look_at(a, photo.small).side <= PHOTO_SMALL);
	return look_at(a, photo.large);
}

TEST(photo_becomes_a_small_square_whatever_came)
{
	struct arena *a = arena_new();
	const struct db_bytes files[] = { as_jpeg(a, 640, 480), as_jpeg(a, 4000, 3000), as_jpeg(a, 300, 300), as_png(a, 500, 900),
	    as_webp(a, 1600, 1200), as_webp(a, 260, 300) };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct looked l = made(a, files[i]);
		assert_int_equal(l.side, PHOTO_SIDE);
		assert_int_equal(l.quarter[0], RED);
		assert_int_equal(l.quarter[1], GREEN);
		assert_int_equal(l.quarter[2], BLUE);
		assert_int_equal(l.quarter[3], WHITE);
	}
	assert_int_equal(made(a, as_png(a, 80, 100)).side, 80);
	arena_free(a);
}

/* Where the quarters of the file belong, by the pictures of CIPA DC-008, 4.6.4. */
TEST(photo_stands_upright_and_keeps_nothing_else)
{
	static const int upright[8][4] = {
		{ RED, GREEN, BLUE, WHITE }, { GREEN, RED, WHITE, BLUE }, { WHITE, BLUE, GREEN, RED }, { BLUE, WHITE, RED, GREEN },
		{ RED, BLUE, GREEN, WHITE }, { BLUE, RED, WHITE, GREEN }, { WHITE, GREEN, BLUE, RED }, { GREEN, WHITE, RED, BLUE },
	};
	struct arena *a = arena_new();
	struct db_bytes jpeg = as_jpeg(a, 320, 320);
	struct photo photo = {0};

	for (int i = 0; i < 16; i++) {
		struct db_bytes file = with_orientation(a, jpeg, i % 8 + 1, i >= 8);
		assert_int_equal(photo_orientation(file), i % 8 + 1);
		assert_memory_equal(made(a, file).quarter, upright[i % 8], sizeof(upright[0]));
		assert_null(photo_make(a, file, &photo));
		assert_null(memmem(photo.large.at, photo.large.len, "secret", 6));
		assert_null(memmem(photo.large.at, photo.large.len, "Exif", 4));
	}
	assert_int_equal(photo_orientation(with_orientation(a, jpeg, 9, false)), 1);
	assert_int_equal(photo_orientation(jpeg), 1);
	arena_free(a);
}

static const char *
refused(struct arena *a, struct db_bytes file)
{
	struct photo photo = {0};
	const char *why = photo_make(a, file, &photo);

	assert_non_null(why);
	return why;
}

TEST(photo_says_what_is_wrong_with_a_file)
{
	static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
	struct arena *a = arena_new();
	struct db_bytes jpeg = as_jpeg(a, 640, 480), png = as_png(a, 640, 480), webp = as_webp(a, 640, 480);

	assert_non_null(strstr(refused(a, (struct db_bytes){ svg, sizeof(svg) }), "JPEG, PNG or WebP"));
	assert_non_null(strstr(refused(a, (struct db_bytes){ "", 0 }), "JPEG, PNG or WebP"));
	assert_non_null(strstr(refused(a, (struct db_bytes){ png.at, png.len / 2 }), "damaged"));
	assert_non_null(strstr(refused(a, (struct db_bytes){ webp.at, webp.len / 2 }), "damaged"));
	assert_non_null(strstr(refused(a, (struct db_bytes){ jpeg.at, 200 }), "damaged"));
	assert_non_null(strstr(refused(a, (struct db_bytes){ jpeg.at, 150 }), "damaged"));
	assert_non_null(strstr(refused(a, as_jpeg(a, 40, 400)), "very small"));
	unsigned char *bomb = (unsigned char *)arena_copy(a, png.at, png.len);
	memcpy(bomb + 16, "\0\0\x7f\xff\0\0\x7f\xff", 8);
	assert_non_null(strstr(refused(a, (struct db_bytes){ bomb, png.len }), "damaged"));       /* its check sum is wrong now */
	assert_non_null(strstr(refused(a, as_jpeg(a, 6000, 5000)), "too large"));
	assert_non_null(strstr(refused(a, (struct db_bytes){ jpeg.at, PHOTO_FILE_MOST + 1 }), "too large"));
	arena_free(a);
}
