<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><?cs each:address = Addresses ?>
<sitemap><loc><?cs var:address.url ?></loc><?cs if:address.updated ?><lastmod><?cs var:address.updated ?></lastmod><?cs /if ?></sitemap><?cs /each ?>
</sitemapindex>
