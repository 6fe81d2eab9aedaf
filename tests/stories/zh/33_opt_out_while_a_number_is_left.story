# Opting out in the middle of leaving a number: nothing is left, nothing granted; also after filing and when held.
# rules: CON-8 CON-6
C> 空调不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
C> 留电话
C> 退订
B> 已停止所有营销联系
S> conversation == 'idle' and grants == []
C> 留电话
C> 1
C> 撤回授权
B> 已停止
S> conversation == 'idle' and phones == [] and grants == []
T> +PT1M
C> 留电话
C> 1
C> 13800138000
S> consent('complaint', 'call') == 'given'
T> +PT1M
C> 别打电话
B> 已停止给您打电话
S> consent('complaint', 'call') == 'withdrawn'
C> 人工
S> held
C> 退订
B> 已停止
S> held and consent('promo_offers', 'sms') == 'withdrawn'
