"""Scrapy's side of the crawl child."""
