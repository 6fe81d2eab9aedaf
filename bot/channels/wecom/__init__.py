"""WeCom (企业微信): the staff's groups, over the long connection of a 智能机器人."""
