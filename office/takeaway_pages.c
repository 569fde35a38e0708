/* Taking everything of one's own away. */
#include "office/office_pages.h"
#include "office/takeaway.h"
#include "office/takeaway_show.html.h"
#include "site/page.h"
#include <string.h>

void
takeaway_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Take it all with me")), .narrow = true };
	struct html *h = page_open(r, &page);

	takeaway_show_html(h, r);
	page_close(h, r, &page);
}

void
takeaway_download(struct request *r)
{
	const char *json = takeaway_json(r->tx, r->login->person->id);

	reply_bytes(r, 200, "application/json", json, strlen(json));
	reply_header(r, "Content-Disposition", "attachment; filename=\"groundswell.json\"");
}
