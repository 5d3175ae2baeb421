<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><?cs each:address = Addresses ?>
<url><loc><?cs var:address.url ?></loc><?cs if:address.updated ?><lastmod><?cs var:address.updated ?></lastmod><?cs /if ?></url><?cs /each ?>
</urlset>
